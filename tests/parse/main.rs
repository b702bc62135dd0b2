//! Parsing as its users see it: fixtures (a file beside what it gives), properties over generated texts, and how the work
//! grows with the size of the input.

mod fixtures;
mod pages;
mod properties;
mod scaling;
mod templates;
mod tree;
