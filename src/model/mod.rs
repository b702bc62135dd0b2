//! Names, types and checks: what the tree means.
