//! F03xx: steps that are never reached, awaits that nothing meets, loops, and scenarios that lack something.

use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::source::Span;

/// A step after the end.
#[derive(Debug)]
pub struct NeverReached {
    /// What ends every run before it.
    pub by: Span,
    /// The step.
    pub span: Span,
}

impl Finding for NeverReached {
    const CODE: Code = Code(301);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("no lead ever comes to this step", "このステップに進むリードはいません"),
            self.span,
            Text::new("never reached", "ここには到達しません"),
        )
        .with_label(self.by, Text::new("every run leaves the scenario here", "どのリードもここでシナリオを離れます"))
        .with_help(Text::new(
            "move this step before it, or delete it",
            "このステップをその前へ移すか、削除してください",
        ))
    }
}

/// Scenarios that enter each other without any time passing.
#[derive(Debug)]
pub struct LoopWithoutWait {
    /// They, in the order of the loop.
    pub scenarios: Vec<String>,
    /// Something is sent on the way, which takes no time.
    pub sent: bool,
    /// The first `go to`.
    pub span: Span,
    /// The others.
    pub others: Vec<Span>,
}

/// Scenarios and places of a loop that a message shows; more would hide the message.
const SHOWN_OF_A_LOOP: usize = 6;

impl Finding for LoopWithoutWait {
    const CODE: Code = Code(302);
    fn diagnose(&self) -> Diagnostic {
        let mut way: Vec<&str> = self.scenarios.iter().map(String::as_str).collect();
        if way.len() > SHOWN_OF_A_LOOP {
            way.truncate(SHOWN_OF_A_LOOP);
            way.push("…");
        }
        way.extend(self.scenarios.first().map(String::as_str));
        let way = way.join(" → ");
        let diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("a lead would go round for ever without a wait: {way}"),
                format!("待ち時間のないまま、リードが回り続けます: {way}"),
            ),
            self.span,
            Text::new("goes round from here", "ここから回り始めます"),
        )
        .with_help(if self.sent {
            Text::new(
                "put a `wait` or an `await` before one of these `go to`, or end with `stop`; transactional mails, messages and \
                 mails with `when capped skip` do not wait for a cap, so they follow each other at once",
                "どれかの `go to` の前に `wait` か `await` を入れるか、`stop` で終わらせてください。取引連絡のメール、メッセージ、\
                 `when capped skip` のメールは配信数の上限が空くのを待たないので、続けて送られてしまいます",
            )
        } else {
            Text::new(
                "put a `wait` or an `await` before one of these `go to` or `begin`, or end with `stop`",
                "どれかの `go to`（`begin`）の前に `wait` か `await` を入れるか、`stop` で終わらせてください",
            )
        });
        let label = |diagnostic: Diagnostic, span: &Span| {
            diagnostic.with_label(*span, Text::new("and goes on here", "続いてここを通ります"))
        };
        self.others.iter().take(SHOWN_OF_A_LOOP).fold(diagnostic, label)
    }
}

/// A head below the steps.
#[derive(Debug)]
pub struct HeadAfterSteps {
    /// The first step.
    pub step: Span,
    /// The head.
    pub span: Span,
}

impl Finding for HeadAfterSteps {
    const CODE: Code = Code(303);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("this line belongs above the steps", "この行はステップより前に書きます"),
            self.span,
            Text::new("holds for the whole scenario", "シナリオ全体についての行です"),
        )
        .with_label(self.step, Text::new("the steps begin here", "ステップはここから始まります"))
        .with_help(Text::new(
            "`start`, `again` and `stop when` / `stop on` come first; a single `stop` is a step",
            "`start`・`again`・`stop when`／`stop on` を先に書きます（`stop` だけならステップです）",
        ))
    }
}

/// A step in a `when` rule that a rule cannot do.
#[derive(Debug)]
pub struct StepInRule {
    /// Its word.
    pub word: &'static str,
    /// The rule.
    pub rule: Span,
    /// The step.
    pub span: Span,
}

impl Finding for StepInRule {
    const CODE: Code = Code(304);
    fn diagnose(&self) -> Diagnostic {
        let word = self.word;
        Diagnostic::error(
            Self::CODE,
            Text::new(format!("a `when` rule cannot `{word}`"), format!("`when` の中では `{word}` を使えません")),
            self.span,
            Text::new("needs a scenario", "シナリオの中でだけ使えます"),
        )
        .with_label(
            self.rule,
            Text::new("this rule acts at once and is done", "このルールはその場で実行されて終わります"),
        )
        .with_help(self.way_out())
    }
}

impl StepInRule {
    fn way_out(&self) -> Text {
        if matches!(self.word, "if" | "match") {
            return Text::new(
                "put the condition behind `when`: `when score >= 50 and lead.deal == none { … }`, and for an event \
                 `when download where event.resource == \"…\" { … }`; a click takes no condition, `when clicked thanks.guide and score >= 50 { … }` \
                 asks for both; several ways are several rules",
                "条件は `when` の後ろに書きます。例: `when score >= 50 and lead.deal == none { … }`。イベントなら \
                 `when download where event.resource == \"…\" { … }` です。クリックや開封は条件で絞れないので、\
                 `when clicked thanks.guide and score >= 50 { … }` のように書きます。場合ごとに処理を分けるときは、ルールも分けてください",
            );
        }
        Text::new(
            "write a scenario for anything that takes time or branches; a rule may `begin` it",
            "待ち時間や分岐があるものはシナリオに書いてください。ルールからは `begin` で開始できます",
        )
    }
}

/// Why nothing meets an arm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNever<'a> {
    /// The mail has not been sent before.
    NotSent {
        /// It.
        email: &'a str,
    },
    /// An arm above takes everything.
    Taken {
        /// That arm.
        by: Span,
    },
}

/// An arm of an `await` that nothing can meet.
#[derive(Debug)]
pub struct ArmNeverMet<'a> {
    /// Why.
    pub why: WhyNever<'a>,
    /// The arm.
    pub span: Span,
}

impl Finding for ArmNeverMet<'_> {
    const CODE: Code = Code(305);
    fn diagnose(&self) -> Diagnostic {
        let message = Text::new("this can never happen here", "この反応を待つことはできません");
        match self.why {
            WhyNever::NotSent { email } => Diagnostic::error(
                Self::CODE,
                message,
                self.span,
                Text::new(
                    format!("`{email}` has not been sent before this step"),
                    format!("`{email}` はこれより前に送られていません"),
                ),
            )
            .with_help(Text::new(
                format!("put `send {email}` above, or wait for a reaction to a mail that was sent"),
                format!("前に `send {email}` を書くか、すでに送ったメールへの反応を待ってください"),
            )),
            WhyNever::Taken { by } => {
                Diagnostic::error(Self::CODE, message, self.span, Text::new("never met", "この条件には進みません"))
                    .with_label(by, Text::new("this one is met first", "先にこちらが当てはまります"))
                    .with_help(Text::new(
                        "put the narrower one first, or delete one of them",
                        "狭い条件を先に書くか、どちらかを削除してください",
                    ))
            }
        }
    }
}

/// An `await` that waits for nothing.
#[derive(Debug)]
pub struct AwaitWithoutArms {
    /// Where.
    pub span: Span,
}

impl Finding for AwaitWithoutArms {
    const CODE: Code = Code(306);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("this `await` waits for nothing", "この `await` には待つ相手がありません"),
            self.span,
            Text::new("no reaction is named", "待つ反応が書かれていません"),
        )
        .with_help(Text::new(
            "name what is awaited: `click thanks.guide { … }`; to let time pass write `wait 3 days`",
            "`click thanks.guide { … }` のように待つ反応を書いてください。時間を置くだけなら `wait 3 days` です",
        ))
    }
}

/// A scenario without a way in or without anything to do.
#[derive(Debug)]
pub struct ScenarioLacks<'a> {
    /// The scenario.
    pub scenario: &'a str,
    /// It has no start.
    pub start: bool,
    /// It has no steps.
    pub steps: bool,
    /// Its name.
    pub span: Span,
}

impl Finding for ScenarioLacks<'_> {
    const CODE: Code = Code(307);
    fn diagnose(&self) -> Diagnostic {
        let name = self.scenario;
        let message = match (self.start, self.steps) {
            (true, false) => Text::new(
                format!("no lead ever enters `{name}`: it has no start"),
                format!("`{name}` には開始がないため、どのリードも入りません"),
            ),
            (false, true) => Text::new(
                format!("`{name}` does nothing: it has no steps"),
                format!("`{name}` にはステップがないため、何も行われません"),
            ),
            (true, true) | (false, false) => Text::new(
                format!("`{name}` has neither a start nor steps"),
                format!("`{name}` には開始もステップもありません"),
            ),
        };
        let (start_en, start_ja) = (
            "`start on download, gives consent`, or `start by hand, needs consent`",
            "`start on download, gives consent` か `start by hand, needs consent`",
        );
        let help = if self.start {
            Text::new(
                format!("add a first line such as {start_en}"),
                format!("最初の行に {start_ja} などを書いてください"),
            )
        } else {
            Text::new("add a step such as `send thanks`", "`send thanks` などのステップを書いてください")
        };
        Diagnostic::error(Self::CODE, message, self.span, Text::new("this scenario", "このシナリオです"))
            .with_help(help)
    }
}
