//! F037x: what nobody can reach, keep or fill in.

use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::ir::time::Amount;
use crate::ir::words;
use crate::source::Span;

/// `kpi handoff at least 500%`, which nothing reaches, and `kpi unsubscribe at most 500%`, which nothing misses.
#[derive(Debug)]
pub struct MoreThanAll {
    /// The share in hundredths of a percent.
    pub share: u32,
    /// `at least`, not `at most`.
    pub at_least: bool,
    /// Where.
    pub span: Span,
}

impl Finding for MoreThanAll {
    const CODE: Code = Code(375);
    fn diagnose(&self) -> Diagnostic {
        let share = words::share(self.share);
        if !self.at_least {
            return Diagnostic::error(
                Self::CODE,
                Text::new(
                    format!("a target of at most {share} always holds: a share of the leads is at most 100%"),
                    format!("「{share}以下」という目標は必ず達成されるため、意味がありません。割合は100%までです"),
                ),
                self.span,
                Text::new("sets no limit", "上限になっていません"),
            )
            .with_help(Text::new(
                "write a share below 100%, as in `kpi unsubscribe at most 0.5%`, or a number, as in `kpi unsubscribe at most 5 a month`",
                "割合なら `kpi unsubscribe at most 0.5%` のように100%より小さい値で、件数なら `kpi unsubscribe at most 5 a month` のように書いてください",
            ));
        }
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("{share} is more than all: a share of the leads is at most 100%"),
                format!("{share}は全員を超えています。割合は100%までです"),
            ),
            self.span,
            Text::new("cannot be reached", "達成できません"),
        )
        .with_help(Text::new(
            "write a share, as in `kpi handoff at least 5%`, or a number, as in `kpi handoff at least 20 a month`",
            "割合なら `kpi handoff at least 5%`、件数なら `kpi handoff at least 20 a month` のように書いてください",
        ))
    }
}

/// `answer within 0 hours`.
#[derive(Debug)]
pub struct NoTimeToAnswer {
    /// As written.
    pub within: Amount,
    /// Where.
    pub span: Span,
}

impl Finding for NoTimeToAnswer {
    const CODE: Code = Code(376);
    fn diagnose(&self) -> Diagnostic {
        let within = words::amount(self.within);
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("nobody can answer within {}", within.en),
                format!("{}以内に対応できる担当者はいません", within.ja),
            ),
            self.span,
            Text::new("over as soon as it begins", "始まると同時に期限が切れます"),
        )
        .with_help(Text::new(
            "write how much time the team has, as in `answer within 1 hour`; without a deadline, leave the line out",
            "`answer within 1 hour` のように、対応までの時間を書いてください。期限を設けないなら、この行を消してください",
        ))
    }
}

/// `one of []`.
#[derive(Debug)]
pub struct NothingToChoose {
    /// The type.
    pub span: Span,
}

impl Finding for NothingToChoose {
    const CODE: Code = Code(377);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new("`one of []` leaves nothing to choose from", "`one of []` に選択肢がありません"),
            self.span,
            Text::new("no value fits", "入れられる値がありません"),
        )
        .with_help(Text::new(
            "list the values, as in `one of [new, active]`; where any text may stand, write `text`",
            "`one of [new, active]` のように選択肢を並べてください。自由に書ける項目なら `text` にしてください",
        ))
    }
}
