//! sodate.toml, read and checked.
