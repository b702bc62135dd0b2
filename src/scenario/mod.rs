//! Test blocks on a virtual clock.
