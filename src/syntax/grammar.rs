//! The parser that pest makes from grammar/flow.pest. Only `syntax` sees it.

use pest_derive::Parser;

/// The parser; its rules are those of grammar/flow.pest.
#[derive(Parser)]
#[grammar = "../grammar/flow.pest"]
pub(super) struct FlowParser;

/// A node of pest's tree.
pub(super) type Pair<'i> = pest::iterators::Pair<'i, Rule>;

/// The first child with that rule.
pub(super) fn child<'i>(pair: &Pair<'i>, rule: Rule) -> Option<Pair<'i>> {
    pair.clone().into_inner().find(|one| one.as_rule() == rule)
}

/// All children with that rule.
pub(super) fn children<'i>(pair: &Pair<'i>, rule: Rule) -> impl Iterator<Item = Pair<'i>> {
    pair.clone().into_inner().filter(move |one| one.as_rule() == rule)
}

/// Whether there is a child with that rule.
pub(super) fn has(pair: &Pair<'_>, rule: Rule) -> bool {
    child(pair, rule).is_some()
}

/// Start and end of a node in the parsed text. pest counts white space before an optional part that is not there to
/// the node; here a node ends with its last character that means something.
pub(super) fn extent(pair: &Pair<'_>) -> (usize, usize) {
    let start = pair.as_span().start();
    let mut node = pair.clone();
    loop {
        let last = node.clone().into_inner().rev().find(|one| one.as_span().start() < one.as_span().end());
        match last {
            Some(last) => node = last,
            None => return (start, node.as_span().end()),
        }
    }
}
