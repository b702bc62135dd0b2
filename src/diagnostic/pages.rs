//! The explanation page of each code, shown by `sodate explain` and kept in docs/diagnostics/.
