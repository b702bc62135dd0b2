//! Expectations that nothing more comes, in other words: `expect no email`, `期待 メール なし`.

use super::Context;
use super::decide::{Explanation, Line, failure, said};
use super::examples::of;
use crate::diagnostic::{FixSafety, Text};
use crate::syntax::findings::WrongPlace;
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
const NOT_THIS: &[&str] = &["no email ", "not email ", "no mail ", "email not ", "not ", "なし メール "];

/// What stands behind what does not come.
const NOT_COMING: &[&str] = &[
    "なし",
    "ない",
    "無し",
    "が届かない",
    "は届かない",
    "届かない",
    "が送られない",
    "は送られない",
    "送られない",
    "されない",
    "は来ない",
    "が来ない",
    "来ない",
    "こない",
    "ではない",
    "でない",
    "しない",
    "not",
    "never",
];

/// Words for `expect` and its contrary in one.
const NOT_EXPECTED: &[&str] = &["期待しない", "期待なし", "期待外", "unexpected", "expect_not"];

impl Line<'_> {
    /// The line as it is written here.
    pub(super) fn expects_nothing(&self) -> Option<Explanation> {
        let expect = self.tokens.first()?.range.clone();
        let contrary = NOT_EXPECTED.contains(&self.slice(expect.clone()));
        let is_expect = forms(Rule::kw_expect).contains(&self.slice(expect.clone())) || contrary;
        if self.context != Context::TestLine || !is_expect {
            return None;
        }
        let what = self.slice(expect.end..self.text.len()).trim();
        let surface = self.explainer.surface;
        if !contrary && NOTHING.contains(&what) {
            let meant = of(surface, ("nothing more", "これ以上なし")).to_owned();
            let range = self.text.len() - what.len()..self.text.len();
            let line = format!("{} {meant}", self.slice(expect));
            let edit = (range.clone(), meant.clone());
            let safety = if what.starts_with("これ以上") { FixSafety::Safe } else { FixSafety::Unsafe };
            return failure(self.context.rule(), &line)
                .is_none()
                .then(|| self.other_writing(range, &meant, vec![edit], safety));
        }
        let denied = NOT_THIS.iter().find_map(|words| what.strip_prefix(words));
        let denied = denied.or_else(|| {
            let behind = NOT_COMING.iter().filter_map(|words| what.strip_suffix(words));
            behind.min_by_key(|coming| coming.len()).map(|coming| coming.trim_end_matches([' ', 'は', 'が']))
        });
        let coming = if contrary { what } else { denied?.trim() };
        self.not_expected(coming)
    }

    /// `期待 メール 最後 なし`: that one thing does not come.
    fn not_expected(&self, coming: &str) -> Option<Explanation> {
        let surface = self.explainer.surface;
        let expect = surface.word(Rule::kw_expect)?;
        let emails = forms(Rule::kw_email).iter().chain(forms(Rule::kw_message));
        let named = emails.copied().find_map(|word| coming.strip_prefix(word)?.strip_prefix(' ')).unwrap_or(coming);
        let name = named.trim();
        let single = !name.is_empty() && name.chars().all(|one| unicode_ident::is_xid_continue(one) || one == '"');
        let nothing = of(surface, ("expect nothing more", "期待 これ以上なし"));
        let end = format!("that nothing at all comes after this is `{nothing}`");
        let end_ja = format!("このあと何も起きないことは `{nothing}` で確かめます");
        let range = 0..self.text.len();
        if single {
            let meant = format!("{expect} {} {name}", of(surface, ("not received", "次ではない 受信済み")));
            if failure(self.context.rule(), &meant).is_some() {
                return None;
            }
            let edit = (range.clone(), meant.clone());
            let mut told = self.other_writing(range, &meant, vec![edit], FixSafety::Unsafe);
            told.diagnostic = told.diagnostic.with_help(Text::new(
                format!("that it has not come up to this moment of the test is `{meant}`; {end}"),
                format!("テストのこの時点までに届いていないことは `{meant}`、{end_ja}"),
            ));
            return Some(told);
        }
        failure(self.context.rule(), &format!("{expect} {coming}")).is_none().then(|| {
            let finding = WrongPlace {
                span: self.span(range.clone()),
                written: self.slice(range).to_owned(),
                place: surface.name_words(&self.context.place()),
                choice: None,
                home: None,
                instead: Some(Text::new(
                    format!("{end}; what comes instead is expected by its own line"),
                    format!("{end_ja}。代わりに起きることがあれば、それを `{expect} …` で書いてください"),
                )),
            };
            said(&finding, Vec::new())
        })
    }
}
