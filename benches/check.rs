//! How long a cold `sodate check` of a large workspace takes, beside what nobody can go below: reading the same bytes,
//! hashing them, and recognising them with the bare grammar. `cargo bench --bench check` writes docs/performance.md.

mod workspace;

use pest::Parser as _;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use bare::{Bare, Rule};

/// The bare grammar, compiled a second time: the library does not show its own.
mod bare {
    #[derive(pest_derive::Parser)]
    #[grammar = "grammar/flow.pest"]
    pub struct Bare;
}

/// Files of the workspaces; each has about a hundred lines.
const SIZES: [usize; 3] = [10, 100, 1_000];

/// Most times that check may take of the base for the largest.
const MOST_TIMES: f64 = 5.0;

/// Rounds, each of all parts: of each part the shortest counts. The rest is what the machine does besides.
const ROUNDS: usize = 5;

/// How often the memory of the child is looked at, in the round that nobody times.
const LOOK_EVERY: Duration = Duration::from_millis(1);

/// What was measured of one size.
struct Row {
    files: usize,
    lines: usize,
    bytes: usize,
    read: Duration,
    base: Duration,
    check: Duration,
    peak_kib: u64,
}

impl Row {
    fn times(&self) -> f64 {
        self.check.as_secs_f64() / self.base.as_secs_f64()
    }

    fn lines_per_second(&self) -> f64 {
        self.lines as f64 / self.check.as_secs_f64()
    }
}

fn timed(run: impl FnOnce()) -> Duration {
    let begin = Instant::now();
    run();
    begin.elapsed()
}

/// Reads and hashes all files; with `parse` also recognises them.
fn base(folder: &Path, paths: &[String], parse: bool) {
    for path in paths {
        let bytes = std::fs::read(folder.join(path)).unwrap_or_default();
        black_box(Sha256::digest(&bytes));
        if parse {
            let text = String::from_utf8(bytes).unwrap_or_default();
            assert!(Bare::parse(Rule::file, black_box(&text)).is_ok(), "{path} is not recognised");
        }
    }
}

fn start_check(folder: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_sodate"))
        .arg("check")
        .arg(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::inherit())
        .spawn()
        .unwrap_or_else(|problem| panic!("sodate does not start: {problem}"))
}

/// A cold check in a process of its own, from its start to its end.
fn check(folder: &Path) {
    let status = start_check(folder).wait().expect("a child can be waited for");
    assert!(status.success(), "the generated workspace is not clean");
}

/// The most memory of such a process, in KiB; 0 where the system does not tell (it does on Linux).
fn peak_kib(folder: &Path) -> u64 {
    let mut child = start_check(folder);
    let mut peak = 0;
    while child.try_wait().expect("as above").is_none() {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        peak = peak.max(line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0));
        std::thread::sleep(LOOK_EVERY);
    }
    peak
}

fn measure(count: usize) -> Row {
    let folder = std::env::temp_dir().join(format!("sodate-bench-{}-{count}", std::process::id()));
    let files = workspace::files(count);
    std::fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
    std::fs::write(folder.join("sodate.toml"), "[workspace]\nzone = \"Asia/Tokyo\"\n").expect("as above");
    for (path, text) in &files {
        std::fs::write(folder.join(path), text).expect("as above");
    }
    let paths: Vec<String> = files.iter().map(|(path, _)| path.clone()).collect();
    let mut row = Row {
        files: files.len(),
        lines: files.iter().map(|(_, text)| text.lines().count()).sum(),
        bytes: files.iter().map(|(_, text)| text.len()).sum(),
        read: Duration::MAX,
        base: Duration::MAX,
        check: Duration::MAX,
        peak_kib: peak_kib(&folder),
    };
    for _ in 0..ROUNDS {
        row.read = row.read.min(timed(|| base(&folder, &paths, false)));
        row.base = row.base.min(timed(|| base(&folder, &paths, true)));
        row.check = row.check.min(timed(|| check(&folder)));
    }
    std::fs::remove_dir_all(&folder).expect("as above");
    row
}

fn page(rows: &[Row]) -> String {
    let mut page = String::from(
        "# Performance\n\n\
         Written by `cargo bench --bench check`: figures of one run on one machine, to be compared with each other and not with\n\
         those of other machines. The workspace is made up by benches/workspace: clean files of about a hundred lines, each with\n\
         four or five mails, a scenario, promises and tests, half of them in Japanese words.\n\n\
         *Base* is reading all files, hashing them (SHA-256) and recognising them with the bare grammar, in the same run. *Check*\n\
         is a cold `sodate check` in a process of its own: start, reading, parsing, all checks, the compiled program, output.\n\n\
         | files | lines | KiB | read and hash | base | check | check / base | lines a second | peak memory |\n\
         |--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in rows {
        writeln!(
            page,
            "| {} | {} | {} | {:.1} ms | {:.1} ms | {:.1} ms | {:.2} | {:.0} | {:.1} MiB |",
            row.files,
            row.lines,
            row.bytes / 1024,
            row.read.as_secs_f64() * 1e3,
            row.base.as_secs_f64() * 1e3,
            row.check.as_secs_f64() * 1e3,
            row.times(),
            row.lines_per_second(),
            row.peak_kib as f64 / 1024.0
        )
        .unwrap_or_default();
    }
    if let (Some(small), Some(large)) = (rows.first(), rows.last()) {
        let lines = large.lines as f64 / small.lines as f64;
        let time = large.check.as_secs_f64() / small.check.as_secs_f64();
        let holds = if large.times() <= MOST_TIMES { "holds" } else { "does NOT hold" };
        writeln!(
            page,
            "\nFrom {} to {} lines, {lines:.0} times the text, check takes {time:.0} times as long. The demand that check takes at most\n{MOST_TIMES:.0} times the base for the largest workspace {holds}: {:.2} times.",
            small.lines,
            large.lines,
            large.times()
        )
        .unwrap_or_default();
    }
    page
}

fn main() -> std::io::Result<()> {
    let rows: Vec<Row> = SIZES.iter().map(|count| measure(*count)).collect();
    let page = page(&rows);
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/performance.md"), &page)?;
    std::io::Write::write_all(&mut std::io::stdout().lock(), page.as_bytes())
}
