//! The `sodate` command: hands over to the library's command line.

fn main() -> std::process::ExitCode {
    sodate::cli::main(std::env::args_os().collect())
}
