//! Who of an audience may be handed to other programs. Whoever has opted out is not: an advertisement to somebody who
//! wants no more of us is no better than a mail.

use super::{Storage, StoreResult};
use crate::engine::{InputKind, LeadState};
use std::collections::BTreeSet;

/// Leads read at once.
const CHUNK: usize = 500;

/// Shows every lead on the audience that may be handed on, in order of creation; returns how many may not. These are the
/// leads whose mail is stopped for whatever reason, those with an opt-out that the engine has not read yet, and
/// those set aside with inputs that nobody has read.
///
/// # Errors
/// Where the store cannot be read.
pub fn hand_out(store: &dyn Storage, audience: &str, show: &mut dyn FnMut(&LeadState)) -> StoreResult<usize> {
    let leaving = leaving(store)?;
    let mut left_out = 0;
    for chunk in store.audience(audience)?.chunks(CHUNK) {
        let mut loaded = store.load(chunk)?;
        loaded.sort_by_key(|lead| chunk.iter().position(|id| *id == lead.state.lead));
        for lead in loaded.iter().map(|lead| &lead.state) {
            if lead.suppression.is_some() || leaving.contains(&lead.lead) {
                left_out += 1;
            } else {
                show(lead);
            }
        }
    }
    Ok(left_out)
}

/// Leads whose mail what waits in the inbox will stop, or may stop.
fn leaving(store: &dyn Storage) -> StoreResult<BTreeSet<String>> {
    let stops = |kind: &InputKind| match kind {
        InputKind::OptOut { .. } | InputKind::Update { suppression: Some(_), .. } => true,
        InputKind::Update { suppression: None, .. }
        | InputKind::Event { .. }
        | InputKind::Opened { .. }
        | InputKind::Clicked { .. }
        | InputKind::Answered { .. }
        | InputKind::Enrol { .. }
        | InputKind::Mail { .. }
        | InputKind::Wake { .. } => false,
    };
    let waiting = store.inbox(usize::MAX)?.into_iter().filter(|item| stops(&item.input.kind));
    let mut leaving: BTreeSet<String> = waiting.map(|item| item.lead).collect();
    for parked in store.parked()? {
        if store.waiting_inputs(Some(&parked.lead))? > 0 {
            leaving.insert(parked.lead);
        }
    }
    Ok(leaving)
}
