//! Transcripts of the command line: what is typed, what is printed, the exit code (tests/cli/*.trycmd, run in the folder
//! NAME.in beside it). `TRYCMD=overwrite cargo nextest run --test cli` rewrites them.

#[test]
fn transcripts() {
    let cases = trycmd::TestCases::new();
    // Nothing of the machine's own settings may show.
    for name in ["LC_ALL", "LC_MESSAGES", "SODATE_LANG", "SODATE_ASCII", "RUST_BACKTRACE"] {
        cases.env(name, "");
    }
    cases.env("LANG", "C.UTF-8").env("NO_COLOR", "1").case("tests/cli/*.trycmd");
}
