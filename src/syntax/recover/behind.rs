//! What stands behind the brace that closes a block: other words for `else`, or something that belongs on a line of its own.

use super::decide::{Explainer, Explanation, said};
use crate::diagnostic::{FixSafety, fold, nearest};
use crate::syntax::findings::{OtherWriting, Unexpected};
use crate::syntax::patch::Edit;
use std::ops::Range;

impl Explainer<'_> {
    /// Explains text behind a line that is complete.
    pub(in crate::syntax) fn behind_block(self, junk: Range<usize>) -> Explanation {
        let text = self.text.get(junk.clone()).unwrap_or_default();
        let length = text.split(['\n', '\r']).next().unwrap_or_default().trim_end().len();
        let found = text.get(..length).unwrap_or_default().to_owned();
        let word = found.split(|one: char| !unicode_ident::is_xid_continue(one)).next().unwrap_or_default();
        let place = junk.start..junk.start + word.len();
        if let Some((meant, sure)) = other_else(word) {
            let safety = if sure { FixSafety::Safe } else { FixSafety::Unsafe };
            let span = self.places.span(place.clone());
            let edits = vec![(span, meant.to_owned())];
            let finding = OtherWriting { span, written: word.to_owned(), meant: meant.to_owned(), edits, safety };
            return said(&finding, vec![Edit::new(self.places.patched.range(place), meant)]);
        }
        let span = self.places.span(junk.start..junk.start + length);
        let finding = Unexpected {
            span,
            found,
            after: "}".to_owned(),
            expected: Vec::new(),
            may_follow: Vec::new(),
            example: None,
            note: None,
        };
        said(&finding, Vec::new())
    }
}

/// What a sentence puts behind `それ以外`.
const ELSE_ENDINGS: &[&str] = &[
    "なら",
    "ならば",
    "は",
    "には",
    "の人",
    "の人には",
    "の人は",
    "の方",
    "の方には",
    "の場合は",
    "の場合には",
    "のとき",
    "のときは",
];

/// What was meant by a word behind a block, and whether nothing else can be.
fn other_else(word: &str) -> Option<(&'static str, bool)> {
    match fold(word).as_str() {
        "elseif" | "elsif" | "elif" => Some(("else if", true)),
        "otherwise" => Some(("else", true)),
        "そうでなければ" | "そうでない場合" | "でない場合" | "それ以外の場合" | "違えば" | "その他" => {
            Some(("それ以外", true))
        }
        // `それ以外なら`, `それ以外の人には`: the words of a sentence behind it.
        folded if folded.strip_prefix("それ以外").is_some_and(|rest| ELSE_ENDINGS.contains(&rest)) => {
            Some(("それ以外", true))
        }
        // An `else` itself is in the wrong place, not misspelt.
        _ => nearest(word, ["else"]).filter(|meant| *meant != word).map(|meant| (meant, false)),
    }
}
