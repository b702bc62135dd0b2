//! F0475 to F0478: what is impolite in a series of mails, told at the places of the source. Each kind is told once for a
//! scenario, so that one comment above it can allow it.

use super::promise_findings::time_words;
use super::promises::Places;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::ir::Program;
use crate::source::{Sources, Span};
use crate::verify::{self, FEWEST_DAYS, Gap, MOST_DAYS, MOST_MAILS, Manner};

/// Places that a finding points at besides its first.
const MOST_PLACES: usize = 5;

/// All of them in a program.
pub(super) fn check(program: &Program, sources: &Sources) -> Vec<Diagnostic> {
    let places = Places { program, sources };
    let mut found = Vec::new();
    for impolite in verify::impolite(program) {
        let scenario = impolite.scenario.as_str();
        let of_gaps = |gaps: &[Gap]| -> Vec<(Span, i64)> {
            gaps.iter().filter_map(|gap| Some((places.of_step(&gap.mail)?, gap.milliseconds))).collect()
        };
        found.extend(match &impolite.what {
            Manner::FirstMailWaits { wait } => {
                places.of_step(wait).map(|span| FirstMailWaits { scenario, span }.diagnose())
            }
            Manner::ManyMails { mails } => {
                places.of_scenario(scenario).map(|span| ManyMails { scenario, mails: *mails, span }.diagnose())
            }
            Manner::TooClose(gaps) => TooClose { scenario, mails: of_gaps(gaps) }.told(),
            Manner::TooFar(gaps) => TooFar { scenario, mails: of_gaps(gaps) }.told(),
        });
    }
    found
}

/// The first mail does not come at once.
#[derive(Debug)]
pub struct FirstMailWaits<'a> {
    /// The scenario.
    pub scenario: &'a str,
    /// What keeps it back.
    pub span: Span,
}

impl Finding for FirstMailWaits<'_> {
    const CODE: Code = Code(475);
    fn diagnose(&self) -> Diagnostic {
        let scenario = self.scenario;
        Diagnostic::note(
            Self::CODE,
            Text::new(
                format!("the first mail of `{scenario}` does not come at once"),
                format!("シナリオ `{scenario}` の最初のメールが、すぐに届きません"),
            ),
            self.span,
            Text::new("the lead waits here", "ここで待ちます"),
        )
        .with_help(Text::new(
            "whoever has just asked for something expects an answer: send thanks, or what was asked for, before this step",
            "申し込んだ直後の方は返事を待っています。このステップの前に、お礼や資料のメールを送ってください",
        ))
    }
}

/// Many mails in one run.
#[derive(Debug)]
pub struct ManyMails<'a> {
    /// The scenario.
    pub scenario: &'a str,
    /// On the longest way.
    pub mails: usize,
    /// Its name.
    pub span: Span,
}

impl Finding for ManyMails<'_> {
    const CODE: Code = Code(476);
    fn diagnose(&self) -> Diagnostic {
        let Self { scenario, mails, .. } = self;
        Diagnostic::note(
            Self::CODE,
            Text::new(
                format!("`{scenario}` sends up to {mails} mails to a lead, more than {MOST_MAILS}"),
                format!("シナリオ `{scenario}` は、1人に最大{mails}通のメールを送ります（目安は{MOST_MAILS}通まで）"),
            ),
            self.span,
            Text::new("many for one series", "一連のメールとしては多めです"),
        )
        .with_help(Text::new(
            format!("begin with 3 to {MOST_MAILS} and see what is read; a further scenario can follow with `go to`"),
            format!("まず3〜{MOST_MAILS}通で始めて反応を確かめ、続きは `go to` で別のシナリオに分けてください"),
        ))
    }
}

/// Mails that follow each other soon.
#[derive(Debug)]
pub struct TooClose<'a> {
    /// The scenario.
    pub scenario: &'a str,
    /// The mails, with the time since the one before at most.
    pub mails: Vec<(Span, i64)>,
}

impl TooClose<'_> {
    fn told(&self) -> Option<Diagnostic> {
        (!self.mails.is_empty()).then(|| self.diagnose())
    }
}

impl Finding for TooClose<'_> {
    const CODE: Code = Code(477);
    fn diagnose(&self) -> Diagnostic {
        let scenario = self.scenario;
        let message = Text::new(
            format!("mails of `{scenario}` follow each other in less than {FEWEST_DAYS} days"),
            format!("シナリオ `{scenario}` のメールの間隔が{FEWEST_DAYS}日より短くなっています"),
        );
        let help = Text::new(
            format!("leave {FEWEST_DAYS} to {MOST_DAYS} days between mails, unless the occasion is shorter than that"),
            format!("{FEWEST_DAYS}〜{MOST_DAYS}日の間隔を空けてください（期限のある案内などは別です）"),
        );
        let label = |Text { en, ja }: Text| {
            Text::new(format!("at most {en} after the mail before"), format!("前のメールから長くても{ja}後です"))
        };
        labelled(Self::CODE, message, &self.mails, label).with_help(help)
    }
}

/// Mails that follow each other after a long time.
#[derive(Debug)]
pub struct TooFar<'a> {
    /// The scenario.
    pub scenario: &'a str,
    /// The mails, with the time since the one before at least.
    pub mails: Vec<(Span, i64)>,
}

impl TooFar<'_> {
    fn told(&self) -> Option<Diagnostic> {
        (!self.mails.is_empty()).then(|| self.diagnose())
    }
}

impl Finding for TooFar<'_> {
    const CODE: Code = Code(478);
    fn diagnose(&self) -> Diagnostic {
        let scenario = self.scenario;
        let message = Text::new(
            format!("mails of `{scenario}` are more than {MOST_DAYS} days apart"),
            format!("シナリオ `{scenario}` のメールの間隔が{MOST_DAYS}日を超えています"),
        );
        let help = Text::new(
            format!(
                "leave {FEWEST_DAYS} to {MOST_DAYS} days between mails, so that readers still know what it is about"
            ),
            format!("間が空くと、何の案内か思い出しにくくなります。{FEWEST_DAYS}〜{MOST_DAYS}日の間隔にしてください"),
        );
        let label = |Text { en, ja }: Text| {
            Text::new(format!("at least {en} after the mail before"), format!("前のメールから短くても{ja}後です"))
        };
        labelled(Self::CODE, message, &self.mails, label).with_help(help)
    }
}

fn labelled(code: Code, message: Text, mails: &[(Span, i64)], label: impl Fn(Text) -> Text) -> Diagnostic {
    let (first, time) = mails.first().copied().unwrap_or((Span::new(crate::source::FileId(0), 0, 0), 0));
    let mut diagnostic = Diagnostic::note(code, message, first, label(time_words(time)));
    for (span, time) in mails.iter().skip(1).take(MOST_PLACES) {
        diagnostic = diagnostic.with_label(*span, label(time_words(*time)));
    }
    diagnostic
}
