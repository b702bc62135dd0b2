//! The grammar for editors: made from the table of keywords, and tried with the tokenizer that editors use.

mod made;
#[cfg(feature = "slow-tests")]
mod tokens;
