//! The formatter: its one layout, that it never changes what a file says, and that it has nothing to do twice.

mod fixtures;
mod pool;
mod properties;
#[path = "../parse/tree.rs"]
#[expect(dead_code, reason = "the reader is made for the parser's tests, which use more of it")]
mod tree;
