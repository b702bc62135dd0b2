//! The work grows with the length of the text and not faster. Times of one machine say little, so these compare a text with
//! a longer one of the same kind, generously: what they guard against is quadratic and exponential growth.

use sodate::source::{FileId, MAX_SOURCE_BYTES};
use std::time::{Duration, Instant};

/// Time that this thread has spent on a processor, where the system tells (Linux): other work on the machine does not count.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

/// The shortest of two runs: what the work needs without what the machine does besides.
fn shortest(text: &str) -> Duration {
    let run = || {
        let (clock, processor) = (Instant::now(), processor_time());
        std::hint::black_box(sodate::syntax::parse(FileId(0), std::hint::black_box(text)));
        processor.zip(processor_time()).map_or_else(|| clock.elapsed(), |(begin, end)| end - begin)
    };
    (0..2).map(|_| run()).min().unwrap()
}

/// How many times longer eight times the text may take: linear is 8, quadratic 64.
const MOST_TIMES_LONGER: f64 = 24.0;

fn grows_linearly(name: &str, piece: &str, length: usize) {
    let long = piece.repeat(length / piece.len());
    let short = piece.repeat(length / 8 / piece.len());
    let (short_time, long_time) = (shortest(&short), shortest(&long));
    let ratio = long_time.as_secs_f64() / short_time.as_secs_f64().max(0.008);
    let kib = length / 1024;
    println!("{name}: {short_time:?} for {} KiB, {long_time:?} for {kib} KiB, {ratio:.1} times", kib / 8);
    assert!(ratio < MOST_TIMES_LONGER, "{name}: eight times the text took {ratio:.1} times as long");
}

#[test]
fn good_files_take_linear_time() {
    grows_linearly("a good file", include_str!("../cases/parse/taste.flow"), 64 * 1024);
}

#[test]
fn files_full_of_mistakes_take_linear_time() {
    grows_linearly("many mistakes", include_str!("../cases/parse/missing_parts.flow"), 64 * 1024);
    grows_linearly("misspelt words", include_str!("../cases/parse/keywords.flow"), 64 * 1024);
    grows_linearly("full-width characters", include_str!("../cases/parse/full_width.flow"), 64 * 1024);
    grows_linearly("lost braces", include_str!("../cases/parse/braces.flow"), 64 * 1024);
    grows_linearly("lost quotes", include_str!("../cases/parse/quotes.flow"), 64 * 1024);
}

#[test]
fn hostile_files_take_linear_time() {
    for piece in [
        "{",
        "}",
        "\"",
        "\"\"\"",
        "'",
        "「",
        "｛",
        "(",
        ")",
        "[",
        "/*",
        "#",
        "\n",
        "\r",
        "　",
        "a ",
        "a\n",
        "}\n",
        "{\n",
        "{}",
        "{}\n",
        "\"\" ",
        "not ",
        "scenario a {\n",
        "scenario a { send\n",
        "lead {\n",
        "email a { body \"\"\"\n",
        "if a {",
        "if a == 1 {\n",
        "on day 1 ",
        "a.",
        "x: ",
        "- ",
        "①",
        "\u{200b}",
        "＃",
        "／／",
        "send a send ",
        "/// a\n",
        "}\n event a {\n",
        "{{ ",
        "\\",
    ] {
        grows_linearly(&format!("{piece:?}"), piece, 32 * 1024);
    }
}

#[test]
fn brackets_blocks_and_dates_of_the_wrong_kind_take_linear_time() {
    for piece in [
        "{)",
        "[}",
        "[)",
        "of {",
        "one of {a, b\n",
        ")\n",
        "if a:\n ",
        "if a:\n  b\n",
        "送信a\n",
        "aを送信 ",
        "8月13日",
        "令和8年",
        "R8.4.",
        "1. ",
        "click a send b\n",
    ] {
        grows_linearly(&format!("{piece:?}"), piece, 32 * 1024);
    }
}

/// An unclosed block inside another, again and again: this once took time exponential in their number.
#[test]
fn unclosed_braces_take_linear_time() {
    let open = |count: usize| (0..count).map(|at| format!("{}if a == 1 {{\n", " ".repeat(at % 40))).collect::<String>();
    let few = format!("scenario a {{\n{}", open(22));
    let many = format!("scenario a {{\n{}", open(10_000));
    let separate = "scenario a {\n  send b\n".repeat(10_000);
    let (few_time, many_time, separate_time) = (shortest(&few), shortest(&many), shortest(&separate));
    println!(
        "22 unclosed braces {few_time:?}, 10,000 nested {many_time:?}, 10,000 beside each other {separate_time:?}"
    );
    // The long ones have about 450 times the braces and 250 to 900 times the bytes.
    let most = few_time.max(Duration::from_micros(200)) * 3_000;
    assert!(many_time < most && separate_time < most);
    let parsed = sodate::syntax::parse(FileId(0), &few);
    assert_eq!(parsed.diagnostics.len(), 23, "one message for each brace");
    assert!(parsed.diagnostics.iter().all(|one| one.code.0 == 3));
}

#[test]
fn the_largest_file_is_read_and_a_larger_one_is_refused() {
    let piece = include_str!("../cases/parse/taste.flow");
    let mut text = piece.repeat(MAX_SOURCE_BYTES / piece.len());
    text.push_str(&" ".repeat(MAX_SOURCE_BYTES - text.len()));
    let begin = Instant::now();
    let parsed = sodate::syntax::parse(FileId(0), &text);
    println!("1 MiB took {:?} in this build", begin.elapsed());
    assert!(parsed.diagnostics.is_empty());
    assert!(parsed.file.declarations.len() > 1000);
    text.push(' ');
    let parsed = sodate::syntax::parse(FileId(0), &text);
    let codes: Vec<_> = parsed.diagnostics.iter().map(|one| one.code.0).collect();
    assert_eq!(codes, [1]);
    assert!(parsed.file.declarations.is_empty());
}

/// Whatever nests is bounded before anything descends into it; a small stack is enough.
#[test]
fn deep_nesting_is_refused_with_its_place() {
    let deep = |open: &str, close: &str, count: usize| {
        format!("scenario a {{\n  stop when {}x == 1{}\n}}\n", open.repeat(count), close.repeat(count))
    };
    let nested_blocks =
        |count: usize| format!("scenario a {{\n{}send b\n{}}}\n", "if x == 1 {\n".repeat(count), "}\n".repeat(count));
    let chain = |count: usize| format!("scenario a {{\n  if x == 1 {{ }}{}\n}}\n", " else if x == 2 { }".repeat(count));
    let nested_chains = |count: usize| {
        format!("scenario a {{\n{}{}\n}}\n", "if x == 1 { } else if x == 2 {\n".repeat(count), "}\n".repeat(count))
    };
    let lists = |count: usize| format!("lead {{\n  x: {}text\n}}\n", "list of ".repeat(count));
    let too_deep = [
        deep("(", ")", 64),
        deep("(", "", 100_000),
        deep("f(", ")", 64),
        deep("[", "]", 64),
        deep("not ", "", 65),
        deep("not ", "", 100_000),
        deep("not (", ")", 33),
        nested_chains(33),
        nested_blocks(64),
        nested_blocks(50_000),
        chain(65),
        chain(20_000),
        lists(65),
        lists(100_000),
    ];
    let fits = [
        deep("(", ")", 63),
        deep("not ", "", 64),
        deep("not (", ")", 32),
        nested_blocks(63),
        chain(64),
        nested_chains(32),
        lists(64),
    ];
    let run = move || {
        for text in too_deep {
            let codes: Vec<_> =
                sodate::syntax::parse(FileId(0), &text).diagnostics.iter().map(|one| one.code.0).collect();
            assert!(codes.contains(&2), "{codes:?} for {}", text.chars().take(60).collect::<String>());
            assert!(codes.iter().all(|code| [2, 3, 28].contains(code)), "{codes:?}");
        }
        for text in fits {
            let found = sodate::syntax::parse(FileId(0), &text).diagnostics;
            assert!(found.is_empty(), "{found:?} for {}", text.chars().take(60).collect::<String>());
        }
    };
    // Half of what a thread has by default, in a build without optimisation.
    std::thread::Builder::new().stack_size(1024 * 1024).spawn(run).unwrap().join().unwrap();
}
