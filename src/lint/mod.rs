//! Findings about a scenario that is well-formed but unwise.
