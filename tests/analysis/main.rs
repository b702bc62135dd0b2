//! From source text to findings and programs, against expected output beside the input. `UPDATE_EXPECTED=1` rewrites it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

mod build;
mod check;
mod host;
mod limits;
mod pages;
mod silence;
