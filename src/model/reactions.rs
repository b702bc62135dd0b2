//! Reactions and conditions in the words of speech: `クリックした人には {`, `メールを開封したら +10`, `事例を開封済み`. To declare an event of
//! that name would silence the message, and nothing would ever happen; so what is meant is offered instead.

use super::checker::Checker;
use super::deeds::{Deed, SaidDeed, deed, happened};
use super::findings::Kind;
use super::findings::names::UnknownName;
use super::findings::words::UnknownWord;
use crate::diagnostic::{FixSafety, Text};
use crate::syntax::ast::Name;
use crate::syntax::findings::OtherWriting;
use crate::syntax::written_name;

/// Where a reaction stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Place {
    /// In the head of a scenario, or in a promise.
    #[default]
    Head,
    /// Behind `when`.
    Rule,
    /// In `score`.
    Score,
    /// In `await`.
    Arm {
        /// There is an `otherwise` beside it.
        otherwise: bool,
    },
}

/// The words of the language that are written for what was said.
struct Words {
    click: &'static str,
    open: &'static str,
    clicked: &'static str,
    opened: &'static str,
    did: &'static str,
    not: &'static str,
    any: &'static str,
    otherwise: &'static str,
}

const ENGLISH: Words = Words {
    click: "click",
    open: "open",
    clicked: "clicked",
    opened: "opened",
    did: "did",
    not: "not ",
    any: "any email",
    otherwise: "otherwise",
};

const JAPANESE: Words = Words {
    click: "クリック",
    open: "開封",
    clicked: "クリック済み",
    opened: "開封済み",
    did: "行動あり",
    not: "次ではない ",
    any: "いずれかの メール",
    otherwise: "それ以外",
};

fn words(name: &str) -> &'static Words {
    if name.is_ascii() { &ENGLISH } else { &JAPANESE }
}

/// `no response for 14 days`, as the name is written.
fn silence(name: &str, lasting: &str) -> String {
    if name.is_ascii() { format!("no response for {lasting}") } else { format!("反応 なし 期間 {lasting}") }
}

impl Checker<'_> {
    /// Whether an event that is not declared is a deed in words, an event with what is said of it, or a condition; says so.
    pub(super) fn said_reaction(&mut self, event: &Name) -> bool {
        let name = event.text.as_str();
        let declared = Kind::NAMED.into_iter().any(|kind| self.names.place_of(kind, name).is_some());
        if declared || self.damage.mentions(name) {
            return false;
        }
        if let Some((known, denied)) = happened(name, |stem| self.names.events.contains_key(stem)) {
            let known = known.to_owned();
            self.meant.insert(known.clone());
            return if denied {
                self.not_done(event, Some(&known), false)
            } else {
                self.is_written(event, written_name(&known).into_owned(), FixSafety::Safe)
            };
        }
        if let Some(condition) = self.condition_on_field(name).filter(|_| self.place == Place::Rule) {
            let root = if name.is_ascii() { "lead" } else { "リード" };
            return self.is_written(event, format!("{root}.{condition}"), FixSafety::Safe);
        }
        let Some(said) = deed(name) else { return false };
        match said.deed {
            Deed::Otherwise if matches!(self.place, Place::Arm { .. }) => self.not_done(event, None, true),
            Deed::Otherwise => false,
            Deed::Respond if !said.denied => false,
            Deed::Respond => match said.lasting().filter(|_| !matches!(self.place, Place::Arm { .. } | Place::Head)) {
                Some(lasting) => self.is_written(event, silence(name, &lasting), FixSafety::Safe),
                None if said.object.is_empty() || said.is_about_any() => self.not_done(event, None, true),
                None => false,
            },
            Deed::Open | Deed::Click if said.denied && (said.is_about_any() || self.target(&said).is_some()) => {
                self.not_done(event, None, false)
            }
            Deed::Open | Deed::Click => self.done(event, &said),
        }
    }

    /// A click or an opening.
    fn done(&mut self, event: &Name, said: &SaidDeed<'_>) -> bool {
        let words = words(&event.text);
        let (now, ever) = match said.deed {
            Deed::Click => (words.click, words.clicked),
            Deed::Open | Deed::Respond | Deed::Otherwise => (words.open, words.opened),
        };
        let verb = if self.place == Place::Score { ever } else { now };
        if let Some(target) = self.target(said) {
            return self.is_written(event, format!("{verb} {target}"), FixSafety::Safe);
        }
        if !said.is_about_any() {
            return false;
        }
        if self.place == Place::Score {
            return self.is_written(event, format!("{verb} {}", words.any), FixSafety::Safe);
        }
        let sent = self.last_sent.clone().filter(|_| matches!(self.place, Place::Arm { .. }));
        if let Some(sent) = sent {
            let target =
                if said.deed == Deed::Click { self.with_link(&sent) } else { written_name(&sent).into_owned() };
            return self.is_written(event, format!("{verb} {target}"), FixSafety::Unsafe);
        }
        let target = self.example(said.deed);
        let instead = Text::new(
            format!("which email is meant? write `{verb} {target}`"),
            format!("どのメールのことかを、`{verb} {target}` のように書いてください"),
        );
        self.is_no_event(event, instead)
    }

    /// Something is not done: in `await` that is what `otherwise` is for, elsewhere a silence.
    fn not_done(&mut self, event: &Name, known: Option<&str>, sure: bool) -> bool {
        let word = words(&event.text).otherwise;
        match self.place {
            Place::Arm { otherwise: false } => {
                let safety = if sure { FixSafety::Safe } else { FixSafety::Unsafe };
                self.is_written(event, word.to_owned(), safety)
            }
            Place::Arm { otherwise: true } => {
                let instead = Text::new(
                    format!("those for whom nothing comes go to `{word}`: write the steps there"),
                    format!("反応のなかった人は `{word}` に進みます。ステップはそこに書いてください"),
                );
                self.is_no_event(event, instead)
            }
            Place::Head | Place::Rule | Place::Score => {
                let what = known.map_or_else(|| "response".to_owned(), |known| written_name(known).into_owned());
                let example = if event.text.is_ascii() {
                    format!("no {what} for 14 days")
                } else {
                    let what = if known.is_some() { what.as_str() } else { "反応" };
                    format!("{what} なし 期間 14日")
                };
                let instead = Text::new(
                    format!("that something has not happened for a while is `{example}`"),
                    format!("しばらく起きていないことは `{example}` のように書きます"),
                );
                self.is_no_event(event, instead)
            }
        }
    }

    /// Whether a lonely word in a condition is a deed in words; says so.
    pub(super) fn said_deed(&mut self, name: &Name) -> bool {
        let text = name.text.as_str();
        let words = words(text);
        if let Some((known, denied)) = happened(text, |stem| self.names.events.contains_key(stem)) {
            let (known, not) = (known.to_owned(), if denied { words.not } else { "" });
            let meant = format!("{not}{} {}", words.did, written_name(&known));
            self.meant.insert(known);
            return self.is_written(name, meant, FixSafety::Safe);
        }
        let Some(said) = deed(text) else { return false };
        let not = if said.denied { words.not } else { "" };
        let verb = match said.deed {
            Deed::Click => words.clicked,
            Deed::Open => words.opened,
            Deed::Respond | Deed::Otherwise => "",
        };
        let target = self.target(&said).filter(|_| !verb.is_empty());
        let meant = match (target, said.lasting().filter(|_| said.deed == Deed::Respond && said.denied)) {
            (Some(target), _) => format!("{not}{verb} {target}"),
            (None, Some(lasting)) => silence(text, &lasting),
            (None, None) => return said.is_about_any() && said.deed != Deed::Otherwise && self.deed_help(name, &said),
        };
        self.is_written(name, meant, FixSafety::Safe)
    }

    /// What to write where no certain mail is named.
    fn deed_help(&mut self, name: &Name, said: &SaidDeed<'_>) -> bool {
        let words = words(&name.text);
        let verb = if said.deed == Deed::Click { words.clicked } else { words.opened };
        let (not, target) = (if said.denied { words.not } else { "" }, self.example(said.deed));
        let lasting = silence(&name.text, if name.text.is_ascii() { "14 days" } else { "14日" });
        let instead = if said.deed == Deed::Respond || said.is_about_all() && said.denied {
            Text::new(
                format!(
                    "that a lead has reacted to nothing for a while is `{lasting}`; one email is `{not}{verb} {target}`"
                ),
                format!(
                    "しばらく何の反応もないことは `{lasting}`、1通のメールについてなら `{not}{verb} {target}` と書きます"
                ),
            )
        } else {
            Text::new(
                format!("which email is meant? write `{not}{verb} {target}`"),
                format!("どのメールのことかを、`{not}{verb} {target}` のように書いてください"),
            )
        };
        let finding = UnknownWord { instead: Some(instead), ..UnknownWord::lonely(&name.text, name.span) };
        self.report.add(&finding);
        true
    }

    /// The email, with its link where one is said, that a deed is done to.
    fn target(&self, said: &SaidDeed<'_>) -> Option<String> {
        let object = said.object;
        let is_sent = |name: &str| self.names.emails.contains_key(name) || self.names.messages.contains_key(name);
        let plain = [Some(object), object.strip_suffix("メール"), object.strip_prefix("メール")];
        let plain =
            plain.into_iter().flatten().map(|name| name.trim_end_matches(['の', 'を'])).find(|name| is_sent(name));
        if let Some(name) = plain {
            return Some(written_name(name).into_owned());
        }
        if said.deed != Deed::Click {
            return None;
        }
        let links = self
            .names
            .emails
            .iter()
            .flat_map(|(email, entry)| entry.parts.links.keys().map(move |link| (*email, *link)));
        let mut fitting = links.filter(|(email, link)| {
            object
                .strip_suffix(link)
                .is_some_and(|rest| rest.is_empty() || rest.trim_end_matches(['の', '・', 'メ']) == *email)
        });
        let (email, link) = fitting.next()?;
        fitting.next().is_none().then(|| format!("{}.{}", written_name(email), written_name(link)))
    }

    /// An email with its link, where it has only one.
    fn with_link(&self, email: &str) -> String {
        let links = self.names.emails.get(email).map(|entry| &entry.parts.links);
        match links.filter(|links| links.len() == 1).and_then(|links| links.keys().next()) {
            Some(link) => format!("{}.{}", written_name(email), written_name(link)),
            None => written_name(email).into_owned(),
        }
    }

    /// A declared email for an example, with a link for a click.
    fn example(&self, deed: Deed) -> String {
        let first = |(email, entry): (&&str, &super::names::Entry<'_, _>)| {
            let link = entry.parts.links.keys().next().filter(|_| deed == Deed::Click);
            let link = link.map(|link| format!(".{}", written_name(link))).unwrap_or_default();
            format!("{}{link}", written_name(email))
        };
        let linked = self.names.emails.iter().find(|(_, entry)| !entry.parts.links.is_empty());
        linked.or_else(|| self.names.emails.iter().next()).map_or_else(|| "thanks".to_owned(), first)
    }

    pub(super) fn is_written(&mut self, name: &Name, meant: String, safety: FixSafety) -> bool {
        let edits = vec![(name.span, meant.clone())];
        self.report.add(&OtherWriting { span: name.span, written: name.text.clone(), meant, edits, safety });
        true
    }

    fn is_no_event(&mut self, event: &Name, instead: Text) -> bool {
        let (name, span) = (event.text.as_str(), event.span);
        let finding = UnknownName {
            kind: Kind::Event,
            name,
            near: None,
            points: None,
            trigger: None,
            meant: None,
            instead: Some(instead),
            known: Vec::new(),
            span,
        };
        self.report.add(&finding);
        true
    }
}
