//! What a condition tells about missing values: where `lead.title is known` holds, `lead.title` is there.

use super::path;
use crate::syntax::ast::{Expression, ExpressionKind};
use std::collections::BTreeSet;

/// Paths that are surely there where the condition is `outcome`.
pub(crate) fn known_where(condition: &Expression, outcome: bool) -> BTreeSet<String> {
    match &condition.kind {
        ExpressionKind::Is { value, known } if *known == outcome => paths_of(value),
        ExpressionKind::Not(inner) => known_where(inner, !outcome),
        ExpressionKind::And(parts) => combine(parts, outcome, outcome),
        ExpressionKind::Or(parts) => combine(parts, outcome, !outcome),
        // A comparison with a missing side is false.
        ExpressionKind::Compare { left, right, .. } if outcome => &paths_of(left) | &paths_of(right),
        ExpressionKind::In { value, list } if outcome => &paths_of(value) | &paths_of(list),
        ExpressionKind::Path(_) if outcome => paths_of(condition),
        ExpressionKind::Is { .. }
        | ExpressionKind::Compare { .. }
        | ExpressionKind::In { .. }
        | ExpressionKind::Path(_)
        | ExpressionKind::Text(_)
        | ExpressionKind::Number(_)
        | ExpressionKind::TrueFalse(_)
        | ExpressionKind::Duration(_)
        | ExpressionKind::Date(_)
        | ExpressionKind::List(_)
        | ExpressionKind::Call { .. }
        | ExpressionKind::Opened(_)
        | ExpressionKind::Clicked { .. }
        | ExpressionKind::Received(_)
        | ExpressionKind::Did { .. }
        | ExpressionKind::Count { .. }
        | ExpressionKind::Silence(_)
        | ExpressionKind::Junk => BTreeSet::new(),
    }
}

/// All parts have that outcome (`every`), or at least one has.
fn combine(parts: &[Expression], outcome: bool, every: bool) -> BTreeSet<String> {
    let mut sets = parts.iter().map(|part| known_where(part, outcome));
    let first = sets.next().unwrap_or_default();
    sets.fold(first, |all, one| if every { &all | &one } else { &all & &one })
}

/// The path that the expression is, which is there where the expression has a value.
pub(crate) fn paths_of(value: &Expression) -> BTreeSet<String> {
    match &value.kind {
        ExpressionKind::Path(path) if path.names.len() > 1 => BTreeSet::from([path::written(value)]),
        ExpressionKind::Path(_)
        | ExpressionKind::Text(_)
        | ExpressionKind::Number(_)
        | ExpressionKind::TrueFalse(_)
        | ExpressionKind::Duration(_)
        | ExpressionKind::Date(_)
        | ExpressionKind::List(_)
        | ExpressionKind::Call { .. }
        | ExpressionKind::Not(_)
        | ExpressionKind::And(_)
        | ExpressionKind::Or(_)
        | ExpressionKind::Compare { .. }
        | ExpressionKind::In { .. }
        | ExpressionKind::Is { .. }
        | ExpressionKind::Opened(_)
        | ExpressionKind::Clicked { .. }
        | ExpressionKind::Received(_)
        | ExpressionKind::Did { .. }
        | ExpressionKind::Count { .. }
        | ExpressionKind::Silence(_)
        | ExpressionKind::Junk => BTreeSet::new(),
    }
}
