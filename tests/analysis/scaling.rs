//! The work of a whole check, with the drawing of all that it finds, grows with the text and not faster: the same shape, once
//! and eight times as large, in processor time. What this guards against is quadratic growth; linear is 8, quadratic 64.

#[path = "../../benches/workspace/mod.rs"]
mod workspace;

use crate::host::options;
use sodate::analyze::{Analysis, BROKEN_PROMISES, FilesInMemory, analyze};
use sodate::diagnostic::Language;
use sodate::render::{Look, diagnostic, json};
use std::time::{Duration, Instant};

/// How many times longer eight times the text may take.
const MOST_TIMES_LONGER: f64 = 20.0;

/// Times below this are mostly those of the clock.
const SHORTEST_SECONDS: f64 = 0.008;

/// Time that this thread has spent on a processor, where the system tells (Linux): other work on the machine does not count.
fn processor_time() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ').next()?.parse().ok().map(Duration::from_nanos)
}

fn checked(files: Vec<(String, String)>) -> (Duration, Analysis) {
    let roots: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
    let files = FilesInMemory(files.into_iter().collect());
    let (clock, processor) = (Instant::now(), processor_time());
    let analysis = analyze(&files, &roots, &options());
    for one in &analysis.diagnostics {
        let told = json::diagnostic(one, &analysis.sources, Language::Japanese, "");
        std::hint::black_box((json::text(&told), diagnostic(one, &analysis.sources, &Look::plain(Language::English))));
    }
    let time = processor.zip(processor_time()).map_or_else(|| clock.elapsed(), |(begin, end)| end - begin);
    (time, analysis)
}

fn grows_linearly(name: &str, make: impl Fn(usize) -> Vec<(String, String)>, count: usize) {
    let ratio = growth(name, make, count);
    assert!(ratio < MOST_TIMES_LONGER, "{name}: eight times as much took {ratio:.1} times as long");
}

/// How many times longer eight times as much takes.
fn growth(name: &str, make: impl Fn(usize) -> Vec<(String, String)>, count: usize) -> f64 {
    let shortest = |count: usize| (0..2).map(|_| checked(make(count)).0).min().unwrap();
    let (short, long) = (shortest(count), shortest(8 * count));
    let ratio = long.as_secs_f64() / short.as_secs_f64().max(SHORTEST_SECONDS);
    println!("{name}: {short:?} for {count}, {long:?} for {}, {ratio:.1} times", 8 * count);
    ratio
}

fn one(text: String) -> Vec<(String, String)> {
    vec![("main.flow".to_owned(), format!("{}{text}", workspace::COMPANY))]
}

fn repeated(part: impl Fn(usize) -> String) -> impl Fn(usize) -> Vec<(String, String)> {
    move |count| one((0..count).map(&part).collect())
}

#[test]
fn the_made_up_workspace_is_clean() {
    let (_, analysis) = checked(workspace::files(9));
    assert!(analysis.diagnostics.is_empty(), "{:#?}", analysis.diagnostics);
    let lines: usize = workspace::files(1_000).iter().map(|(_, text)| text.lines().count()).sum();
    assert!((95_000..120_000).contains(&lines), "{lines}");
}

#[test]
fn many_files_take_linear_time() {
    grows_linearly("clean files", workspace::files, 10);
}

/// Promises are searches: what one of them costs, and one scenario for a promise about all, must not grow with the others.
#[test]
fn promises_take_linear_time() {
    let scenario = |at: usize| {
        format!(
            "event e{at} {{ day: date }}\nevent done{at} {{ }}\nscenario s{at} {{\n  start on e{at}, needs consent\n  \
             again after 30 days\n  stop on done{at}\n  send m\n  wait 1 days\n  send m\n}}\n\
             ensure no email after done{at} for s{at}\n"
        )
    };
    let all = |count: usize| {
        let scenario = |at| {
            format!(
                "event e{at} {{ }}\nscenario s{at} {{ start on e{at}, needs consent\n again after 30 days\n send m }}\n"
            )
        };
        let scenarios: String = (0..count).map(scenario).collect();
        let shared = "email m { subject \"x\" body \"y\" }\nensure at most 2 emails in 7 days\n";
        one(format!("{shared}{scenarios}"))
    };
    let each = |count: usize| {
        let mail = |at| format!("email m{at} {{ subject \"x\" body \"y\" }}\n");
        let promises = |at: usize| {
            let about = format!("ensure every path ends within 90 days for s{at}\n");
            let own = scenario(at).replace("send m", &format!("send m{at}"));
            format!("{}{own}{about}ensure at most 2 emails in 7 days for s{at}\n", mail(at))
        };
        one((0..count).map(promises).collect::<String>())
    };
    let found = |files| {
        let (_, analysis) = checked(files);
        assert!(analysis.playable.is_some(), "{:#?}", analysis.diagnostics);
        analysis.diagnostics.iter().filter(|one| BROKEN_PROMISES.contains(&one.code)).count()
    };
    assert_eq!((found(all(3)), found(each(3))), (1, 0), "promises are looked at");
    grows_linearly("a promise about all scenarios that limits do not keep", all, 150);
    grows_linearly("promises about each scenario", each, 150);
}

#[test]
fn scenarios_that_lead_to_each_other_take_linear_time() {
    let scenario = |at: usize, to: usize, wait: &str| {
        format!("event e{at} {{ }}\nscenario s{at} {{\n  start on e{at}, needs consent\n  {wait}\n  go to s{to}\n}}\n")
    };
    let ring = |wait: &'static str| {
        move |count: usize| one((0..count).map(|at| scenario(at, (at + 1) % count, wait)).collect())
    };
    grows_linearly("a ring of scenarios", ring("wait 1 days"), 50);
    grows_linearly("a ring without a wait", ring("score +1 because \"x\""), 50);
    let chain = |count: usize| one((0..count).map(|at| scenario(at, (at + 1).min(count - 1), "wait 1 days")).collect());
    grows_linearly("a chain of scenarios", chain, 50);
}

/// Rings by data are played: what that costs must not grow with the other scenarios, nor with all that answer to one field.
#[test]
fn scenarios_that_start_each_other_by_data_take_linear_time() {
    let field = |at: usize| format!("  f{at}: one of [a, b] = a\n");
    let ring = |at: usize, of: usize| {
        let half = |name: &str, from: &str, to: &str| {
            format!(
                "scenario {name}{at} {{\n  start when lead.f{of} == {from}, needs consent\n  again always\n  wait 1 days\n  \
                 set lead.f{of} = {to}\n}}\n"
            )
        };
        half("x", "a", "b") + &half("y", "b", "a")
    };
    let text = |fields: &str, scenarios: &str| {
        let company = workspace::COMPANY.replacen("lead {", &format!("lead {{\n{fields}"), 1);
        vec![("main.flow".to_owned(), format!("{company}{scenarios}"))]
    };
    let scenarios = |count: usize, of: fn(usize) -> usize| (0..count).map(|at| ring(at, of(at))).collect::<String>();
    let each = |count: usize| text(&(0..count).map(field).collect::<String>(), &scenarios(count, |at| at));
    let all = |count: usize| text(&field(0), &scenarios(count, |_| 0));
    let rings = |files| checked(files).1.diagnostics.iter().filter(|one| one.code.0 == 474).count();
    assert_eq!((rings(each(3)), rings(all(3))), (3, 1), "rings that share a field are told by one of them");
    grows_linearly("rings by data", each, 30);
    grows_linearly("rings by one field", all, 30);
}

#[test]
fn hostile_shapes_take_linear_time() {
    let long = |count: usize| "あ".repeat(count * 50);
    grows_linearly("a long name", move |count| one(format!("event {} {{ }}\n", long(count))), 40);
    grows_linearly(
        "a giant line",
        |count| one(format!("email a {{ subject \"{}\" body \"b\" }}\n", "件名 ".repeat(count * 50))),
        40,
    );
    grows_linearly(
        "many unknown names",
        repeated(|at| format!("scenario s{at} {{ start by hand, needs consent\n send m{at} }}\n")),
        40,
    );
    // A mail was renamed, and everything else speaks of its old name.
    let renamed = |at| {
        let mail = format!("email 資料のお礼{at} {{ subject \"x\" body \"y\" }}\n");
        format!("{mail}scenario s{at} {{\n  start by hand, needs consent\n  send 資料のおれい\n}}\n")
    };
    grows_linearly("one unknown name beside many that are known", repeated(renamed), 50);
    grows_linearly("many declarations of one name", repeated(|_| "event a { }\n".to_owned()), 100);
    grows_linearly("many mistakes", repeated(|_| "scenario a { snd b\n wait 3dyas\n if x = 1 { }\n}\n".to_owned()), 40);
    grows_linearly("many braces", repeated(|_| "{{{}}}\n".to_owned()), 200);
    grows_linearly("many quotes", repeated(|_| "\"「“".to_owned()), 200);
    grows_linearly(
        "many tags",
        |count| {
            one(format!(
                "email a {{ subject \"x\" body \"\"\"\n{}\n\"\"\" }}\n",
                "{{ lead.name }} {lead.x} ｛｛ ①ｱ\n".repeat(count * 4)
            ))
        },
        20,
    );
    grows_linearly(
        "many steps",
        |count| {
            one(format!(
                "email m {{ subject \"x\" body \"y\" }}\nscenario s {{\n  start by hand, needs consent\n{}}}\n",
                "  wait 1 days\n  send m\n".repeat(count * 5)
            ))
        },
        20,
    );
}

/// A whole file on one line: each place in it has columns to count, and each slip the whole line around it.
#[test]
fn thousands_of_slips_on_one_line_take_linear_time() {
    let mut too_long = Vec::new();
    for piece in [
        "メール あ ｛ ",
        "メール あ ｛ 件名 「い」 本文 「う」 ｝ ",
        "scenario a { send b wait 3dyas } ",
        "send a ",
        "\u{200b}a ",
        "あ：い、",
        "１８時 ",
        "「あ」 ",
        "「あ” ",
        "“あ ",
        "『あ \"い” ",
        "( あ [ ",
        "a: b, ",
        "開始 きっかけ あ ",
        "送信 あ 待つ 3日 ",
        "スコア + 10 ",
        "2026年4月1日 10時 ",
        "［あ］（い） ",
        "あ-い—う ",
        "a == b and not ",
        "３，０００ ",
        "# あ ",
        "{{ リード.あ ｝｝ ",
        "もし あ = １ ｛ ",
        "待つ 3 日間 ",
        "【氏名】",
    ] {
        let alone = |count: usize| vec![("main.flow".to_owned(), piece.repeat(count))];
        let mail = "email a {\n  subject \"x\"\n  body \"\"\"\n    あ";
        let inside = |count: usize| one(format!("{mail}{}\n  \"\"\"\n}}\n", piece.repeat(count)));
        let count = 8 * 1024 / piece.len();
        for (name, ratio) in [
            (format!("{piece:?}"), growth(&format!("{piece:?}"), alone, count)),
            (format!("{piece:?} in a body"), growth(&format!("{piece:?} in a body"), inside, count)),
        ] {
            if ratio >= MOST_TIMES_LONGER {
                too_long.push(format!("{name}: {ratio:.1} times"));
            }
        }
    }
    assert!(too_long.is_empty(), "eight times as much took longer than it should: {too_long:#?}");
}
