//! The `sodate` command: hands over to the library's command line.

#![warn(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

use std::process::ExitCode;

fn main() -> ExitCode {
    sodate::cli::main(std::env::args_os().collect())
}
