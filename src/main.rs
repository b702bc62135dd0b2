//! The `sodate` command: hands over to the library's command line.

fn main() {}
