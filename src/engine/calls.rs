//! Calls of other systems: what a `call` step hands over, evaluated at the moment of the step.

use super::effect::{Cause, Effect};
use super::evaluate::evaluate;
use super::work::{Origin, Work};
use crate::ir::{Expression, Program};
use indexmap::IndexMap;

impl Work<'_> {
    /// Hands values over to a channel. The run goes on at once: whether the call arrived is no matter of the lead's.
    pub(super) fn call(
        &mut self,
        program: &Program,
        origin: Origin<'_>,
        channel: &str,
        fields: &IndexMap<String, Expression>,
        cause: Cause,
    ) {
        let scope = self.scope(program, origin);
        let fields = fields.iter().map(|(name, value)| (name.clone(), evaluate(value, &scope))).collect();
        let (number, version) = (self.state.next_call, cause.version.unwrap_or_default());
        self.state.next_call += 1;
        self.effects.push(Effect::Call { number, channel: channel.to_owned(), fields, version, cause });
    }
}
