//! Parsing as its users see it: fixtures (a file beside what it gives), properties over generated texts, and how the work
//! grows with the size of the input.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod fixtures;
mod mistakes;
mod properties;
mod scaling;
mod templates;
mod tree;
