//! Other channels than mail: what a `call` step hands over, evaluated at the moment of the step, and where a message goes.

use super::effect::{Cause, Effect};
use super::evaluate::{Scope, evaluate, value_text};
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

/// Where a message finds a lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receiver {
    /// Its channel does not need to know, or it is no message.
    Anybody,
    /// The lead's address in that channel.
    Known(String),
    /// The lead has none.
    Missing,
}

/// Where the message of that name finds the lead that `scope` sees.
#[must_use]
pub fn receiver(program: &Program, message: &str, scope: &Scope<'_>) -> Receiver {
    let Some(to) = program.messages.get(message).and_then(|message| message.to.as_ref()) else {
        return Receiver::Anybody;
    };
    let known = evaluate(to, scope).map(|value| value_text(&value, scope.zone()).trim().to_owned());
    known.filter(|address| !address.is_empty()).map_or(Receiver::Missing, Receiver::Known)
}

/// The channel of a message; `None` for an email.
pub(super) fn channel_of(program: &Program, name: &str) -> Option<String> {
    program.messages.get(name).map(|message| message.channel.clone())
}
