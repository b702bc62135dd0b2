//! F0112: an event, an email or a message that nothing uses: often a step that was forgotten.

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
        let event = matches!(kind, Kind::Event);
        let (message, help) = if matches!(kind, Kind::Email | Kind::Message) {
            (
                Text::new(
                    format!("no scenario sends the {en} `{name}`"),
                    format!("{ja} `{name}` を送るシナリオがありません"),
                ),
                Text::new(
                    format!("add `send {name}` to a scenario, or delete the {en}"),
                    format!("シナリオに `send {name}` を書くか、この{ja}を削除してください"),
                ),
            )
        } else {
            (
                Text::new(
                    format!("nothing uses the {en} `{name}`"),
                    format!("{ja} `{name}` はどこでも使われていません"),
                ),
                Text::new(
                    format!(
                        "use it in a start, a condition or a score rule, or delete the {en}{}",
                        if event {
                            "; if it is only there to count as a response (`no response for …`), say so above it: \
                             `// sodate: allow unused-name because …`"
                        } else {
                            ""
                        }
                    ),
                    format!(
                        "開始・条件・スコアのどれかで使うか、削除してください{}",
                        if event {
                            "。`no response for …` の「反応」として数えるためだけのイベントなら、上の行に \
                             `// sodate: allow unused-name because …` と書いてください"
                        } else {
                            ""
                        }
                    ),
                ),
            )
        };
        Diagnostic::warning(Self::CODE, message, *span, Text::new("never used", "使われていません")).with_help(help)
    }
}

pub(super) fn check(subject: &Subject<'_>, found: &mut Vec<Diagnostic>) {
    found.extend(subject.unused.iter().map(|unused| UnusedName { unused }.diagnose()));
}
