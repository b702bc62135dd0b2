//! Other channels than mail: from the source text to the request that another system receives.

mod language;
mod support;
