//! Expectations that nothing more comes, in other words: `expect no email`, `期待 メール なし`.

use super::Context;
use super::decide::{Explanation, Line, failure};
use super::examples::of;
use crate::diagnostic::FixSafety;
use crate::syntax::grammar::Rule;
use crate::syntax::keywords::forms;

/// What is written behind `expect`.
const NOTHING: &[&str] = &[
    "no email",
    "no emails",
    "no mail",
    "no mails",
    "no more email",
    "no more emails",
    "no more mail",
    "no further email",
    "no further emails",
    "nothing else",
    "メール なし",
    "送信 なし",
    "もう なし",
    "これ以上 なし",
    "これ以上 メール なし",
    "これ以上メールなし",
    "メールなし",
];

/// What stands before the name of one email.
const NOT_THIS: &[&str] = &["no email ", "not email ", "no mail ", "なし メール "];

impl Line<'_> {
    /// The line as it is written here.
    pub(super) fn expects_nothing(&self) -> Option<Explanation> {
        let expect = self.tokens.first()?.range.clone();
        if self.context != Context::TestLine || !forms(Rule::kw_expect).contains(&self.slice(expect.clone())) {
            return None;
        }
        let what = self.slice(expect.end..self.text.len()).trim();
        let surface = self.explainer.surface;
        let meant = if NOTHING.contains(&what) {
            of(surface, ("nothing more", "これ以上なし")).to_owned()
        } else {
            let email = NOT_THIS.iter().find_map(|words| what.strip_prefix(words))?;
            format!("{} {email}", of(surface, ("not received", "次ではない 受信済み")))
        };
        let range = self.text.len() - what.len()..self.text.len();
        let line = format!("{} {meant}", self.slice(expect));
        let edit = (range.clone(), meant.clone());
        let safety = if what.starts_with("これ以上") { FixSafety::Safe } else { FixSafety::Unsafe };
        (failure(self.context.rule(), &line).is_none()).then(|| self.other_writing(range, &meant, vec![edit], safety))
    }
}
