//! How long parsing takes, beside what nobody can go below: reading the same bytes from disk and hashing them.
//! `cargo bench --bench parse` prints a table: good and broken files of growing length.

use sha2::{Digest as _, Sha256};
use sodate::source::{FileId, MAX_SOURCE_BYTES};
use std::hint::black_box;
use std::io::Write as _;
use std::time::{Duration, Instant};

/// Lengths of the texts, in bytes.
const LENGTHS: [usize; 4] = [2 * 1024, 16 * 1024, 128 * 1024, MAX_SOURCE_BYTES];

/// The demand of the issue for the largest file.
const MOST_FOR_LARGEST: Duration = Duration::from_secs(1);

/// The shortest of several runs.
fn shortest(mut run: impl FnMut()) -> Duration {
    let time = |run: &mut dyn FnMut()| {
        let begin = Instant::now();
        run();
        begin.elapsed()
    };
    (0..5).map(|_| time(&mut run)).min().unwrap_or_default()
}

/// Texts of different kinds, each made longer by repeating it.
fn kinds() -> Vec<(&'static str, String)> {
    let unclosed: String = (0..22).map(|at| format!("{}if a == 1 {{\n", " ".repeat(at))).collect();
    vec![
        ("good", include_str!("../tests/cases/parse/taste.flow").to_owned()),
        ("japanese names", include_str!("../tests/cases/parse/japanese.flow").to_owned()),
        ("missing parts", include_str!("../tests/cases/parse/missing_parts.flow").to_owned()),
        ("misspelt words", include_str!("../tests/cases/parse/keywords.flow").to_owned()),
        ("full-width", include_str!("../tests/cases/parse/full_width.flow").to_owned()),
        ("lost braces", include_str!("../tests/cases/parse/braces.flow").to_owned()),
        ("22 unclosed", format!("scenario a {{\n{unclosed}")),
        ("prose", "資料を請求した人に、お礼のメールを送ります。\n".to_owned()),
    ]
}

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    let path = std::env::temp_dir().join(format!("sodate-bench-{}.flow", std::process::id()));
    writeln!(
        out,
        "{:<16} {:>10} {:>12} {:>12} {:>9} {:>8} {:>9}",
        "text", "bytes", "read+hash", "parse", "MB/s", "ratio", "findings"
    )?;
    let mut slowest = Duration::ZERO;
    for (name, piece) in kinds() {
        for length in LENGTHS {
            let text = piece.repeat((length / piece.len()).max(1));
            std::fs::write(&path, &text)?;
            let base = shortest(|| {
                let bytes = std::fs::read(&path).unwrap_or_default();
                black_box(Sha256::digest(bytes));
            });
            let mut findings = 0;
            let parse = shortest(|| findings = black_box(sodate::syntax::parse(FileId(0), &text)).diagnostics.len());
            let speed = text.len() as f64 / 1e6 / parse.as_secs_f64();
            let ratio = parse.as_secs_f64() / base.as_secs_f64().max(1e-9);
            writeln!(
                out,
                "{name:<16} {:>10} {base:>12.3?} {parse:>12.3?} {speed:>9.1} {ratio:>8.1} {findings:>9}",
                text.len()
            )?;
            slowest = slowest.max(parse);
        }
    }
    std::fs::remove_file(&path)?;
    let holds = if slowest <= MOST_FOR_LARGEST { "holds" } else { "does NOT hold" };
    writeln!(out, "slowest of all {slowest:.3?}; the demand of {MOST_FOR_LARGEST:?} for 1 MiB {holds}")
}
