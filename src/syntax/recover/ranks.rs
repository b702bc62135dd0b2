//! Bounds of ranks in words that the language has not: `低い 19以下` is `低い 20未満`, `high above 20` is `high from 21`.

use super::Context;
use super::decide::{Explanation, Line, failure};
use super::predicates::{Predicate, predicate};
use crate::diagnostic::FixSafety;
use crate::syntax::surface::Surface;

impl Line<'_> {
    /// The ranks of the line with bounds of the language.
    pub(super) fn rank_bounds(&self) -> Option<Explanation> {
        if self.context != Context::Rank {
            return None;
        }
        let (mut edits, mut start) = (Vec::new(), 0);
        for part in self.text.split_inclusive(',') {
            let rank = part.trim_end_matches([',', ' ', '\t']);
            let begin = start + rank.len() - rank.trim_start().len();
            start += part.len();
            if let Some(meant) = self.bound(rank.trim_start()) {
                let name = rank.trim_start().len() - meant.0.len();
                edits.push((begin + name..begin + rank.trim_start().len(), meant.1));
            }
        }
        let (first, last) = (edits.first()?, edits.last()?);
        let range = first.0.start..last.0.end;
        let meant = match edits.as_slice() {
            [only] => only.1.clone(),
            [..] => self.edited(range.clone(), &edits),
        };
        Some(self.other_writing(range, &meant, edits, FixSafety::Safe))
    }

    /// What stands behind the name of a rank, and what is meant by it.
    fn bound<'r>(&self, rank: &'r str) -> Option<(&'r str, String)> {
        failure(Context::Rank.rule(), rank)?;
        let name = rank.find(|one: char| !unicode_ident::is_xid_continue(one))?;
        let (name, behind) = rank.split_at_checked(name)?;
        let behind = behind.trim_start();
        let signs = [("<=", "以下"), (">=", "以上"), ("<", "未満"), (">", "超")];
        let signed = signs.iter().find_map(|(sign, word)| Some(format!("{}{word}", behind.strip_prefix(sign)?.trim())));
        let plain = behind.strip_suffix("まで").map(|number| format!("{number}以下")).or(signed);
        let Predicate::Compare { operator, value } = predicate(plain.as_deref().unwrap_or(behind), &|_| false)? else {
            return None;
        };
        let number: i64 = value.parse().ok()?;
        let (below, number) = match operator {
            "<" => (true, number),
            "<=" => (true, number.checked_add(1)?),
            ">" => (false, number.checked_add(1)?),
            ">=" => (false, number),
            _ => return None,
        };
        let meant = match (self.explainer.surface, below) {
            (Surface::English, true) => format!("below {number}"),
            (Surface::English, false) => format!("from {number}"),
            (Surface::Japanese, true) => format!("{number}未満"),
            (Surface::Japanese, false) => format!("{number}以上"),
        };
        failure(Context::Rank.rule(), &format!("{name} {meant}")).is_none().then_some((behind, meant))
    }
}
