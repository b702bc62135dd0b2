//! stub
use super::Arguments;
use crate::cli::context::Context;
use crate::cli::problem::Outcome;
pub fn run(_: &Arguments, _: &mut Context) -> Outcome {
    todo!()
}
