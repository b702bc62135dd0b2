//! The `sodate` command: hands over to the library's command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    sodate::cli::main(std::env::args_os().collect())
}
