//! F0112: something declared that nothing uses: often a step that was forgotten.

use super::Subject;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::model::Unused;
use crate::model::findings::Kind;

/// Something that nothing uses.
#[derive(Debug)]
pub struct UnusedName<'a> {
    /// It.
    pub unused: &'a Unused,
}

impl Finding for UnusedName<'_> {
    const CODE: Code = Code(112);
    fn diagnose(&self) -> Diagnostic {
        let Unused { kind, name, span } = self.unused;
        let (en, ja) = kind.word();
        let message = if matches!(kind, Kind::Email | Kind::Message) {
            Text::new(
                format!("no scenario sends the {en} `{name}`"),
                format!("{ja} `{name}` を送るシナリオがありません"),
            )
        } else {
            Text::new(format!("nothing uses the {en} `{name}`"), format!("{ja} `{name}` はどこでも使われていません"))
        };
        let help = way_out(*kind, name);
        Diagnostic::warning(Self::CODE, message, *span, Text::new("never used", "使われていません")).with_help(help)
    }
}

fn way_out(kind: Kind, name: &str) -> Text {
    let (en, ja) = kind.word();
    let (use_en, use_ja) = match kind {
        Kind::Email | Kind::Message => {
            (format!("add `send {name}` to a scenario"), format!("シナリオに `send {name}` を書く"))
        }
        Kind::Event => {
            ("use it in a start, a condition or a score rule".to_owned(), "開始・条件・スコアのどれかで使う".to_owned())
        }
        Kind::Sender => (format!("name it in an email: `sender {name}`"), format!("メールに `sender {name}` を書く")),
        Kind::Content => (
            format!("show it in a mail: `{{{{ each {name} at most 3 }}}}`"),
            format!("メールの本文に `{{{{ each {name} at most 3 }}}}` を書く"),
        ),
        Kind::Segment => {
            (format!("use it in a condition: `lead in {name}`"), format!("条件に `lead in {name}` を書く"))
        }
        Kind::Audience => {
            (format!("put leads on it: `add to {name}`"), format!("シナリオか規則に `add to {name}` を書く"))
        }
        Kind::Team => (
            format!("hand over to it or tell it: `notify {name} because \"…\"`"),
            format!("`handoff to {name}` か `notify {name}` を書く"),
        ),
        Kind::Scenario | Kind::Test => ("use it".to_owned(), "使う".to_owned()),
    };
    let (more_en, more_ja) = if kind == Kind::Event { COUNTED_ONLY } else { ("", "") };
    Text::new(
        format!("{use_en}, or delete the {en}{more_en}"),
        format!("{use_ja}か、この{ja}を削除してください{more_ja}"),
    )
}

/// Every event is a response of its lead, so an event may be declared for that alone.
const COUNTED_ONLY: (&str, &str) = (
    "; if it only has to count as a response (`no response for …`), say so above it: \
     `// sodate: allow unused-name because …`",
    "。`no response for …` の「反応」として数えるためだけのイベントなら、上の行に \
     `// sodate: allow unused-name because …` と書いてください",
);

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(subject.unused.iter().map(|unused| UnusedName { unused }.diagnose()));
}
