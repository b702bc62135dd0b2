//! From text to a tree. Parsing never fails: what cannot be understood becomes a junk node and a diagnostic.

pub mod ast;
