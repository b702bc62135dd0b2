//! Diagnostics drawn for people and machines.
