//! F036x: `match`, `split` and `repeat`: values without an arm, arms without a value, shares that are not the whole; and
//! thresholds out of reach.

use super::listed;
use crate::diagnostic::{Code, Diagnostic, Finding, Text};
use crate::model::types::Type;
use crate::source::Span;

/// Values that a message lists; more would hide the message.
const VALUES_SHOWN: usize = 6;

/// A value that no arm of a `match` stands for.
#[derive(Debug)]
pub struct MatchLeavesOut<'a> {
    /// What is looked at, as written.
    pub path: &'a str,
    /// The values left out, `missing` among them.
    pub left: Vec<&'a str>,
    /// There is no end of values, as with texts.
    pub endless: bool,
    /// The subject.
    pub span: Span,
}

impl Finding for MatchLeavesOut<'_> {
    const CODE: Code = Code(360);
    fn diagnose(&self) -> Diagnostic {
        let path = self.path;
        let mut left = listed(self.left.iter().take(VALUES_SHOWN).copied());
        if self.left.len() > VALUES_SHOWN {
            left.push_str(", …");
        }
        let message = if self.endless {
            Text::new(
                format!("this `match` does not say what happens with other values of `{path}`"),
                format!("`{path}` がほかの値のときにどうするかが書かれていません"),
            )
        } else {
            Text::new(
                format!("this `match` leaves out values of `{path}`: {left}"),
                format!("`{path}` の次の値についての指定がありません：{left}"),
            )
        };
        let help = if self.endless {
            Text::new("add `otherwise { … }`", "`otherwise { … }` を追加してください")
        } else {
            Text::new(
                format!("add an arm for {left}, or `otherwise {{ … }}` for all that is left"),
                format!("{left} の行を追加するか、残りすべてをまとめて `otherwise {{ … }}` と書いてください"),
            )
        };
        Diagnostic::error(
            Self::CODE,
            message,
            self.span,
            Text::new("not every value has an arm", "すべての値が網羅されていません"),
        )
        .with_help(help)
    }
}

/// A value that two arms of a `match` stand for.
#[derive(Debug)]
pub struct MatchedTwice<'a> {
    /// The value.
    pub word: &'a str,
    /// Where it is first.
    pub first: Span,
    /// Where it is again.
    pub span: Span,
}

impl Finding for MatchedTwice<'_> {
    const CODE: Code = Code(361);
    fn diagnose(&self) -> Diagnostic {
        let word = self.word;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{word}` has an arm already in this `match`"),
                format!("`{word}` はこの `match` に2回書かれています"),
            ),
            self.span,
            Text::new("no lead ever comes here", "ここに進むリードはいません"),
        )
        .with_label(self.first, Text::new("it goes here", "先にこちらへ進みます"))
        .with_help(Text::new("delete one of the two", "どちらか一方を削除してください"))
    }
}

/// An arm that stands for a value which is always handled above, or cannot be.
#[derive(Debug)]
pub struct NoValueLeft {
    /// The arm is `missing`; else `otherwise`.
    pub missing: bool,
    /// The subject is `rank`.
    pub rank: bool,
    /// The arm.
    pub span: Span,
}

impl Finding for NoValueLeft {
    const CODE: Code = Code(362);
    fn diagnose(&self) -> Diagnostic {
        let (message, label) = match (self.missing, self.rank) {
            (true, true) => (
                Text::new("every lead has a rank", "ランクのないリードはいません"),
                Text::new("`rank` is never missing", "`rank` がないことはありません"),
            ),
            (true, false) => (
                Text::new("this value is never missing", "この値がないことはありません"),
                Text::new("no lead ever comes here", "ここに進むリードはいません"),
            ),
            (false, _) => (
                Text::new("no value is left for `otherwise`", "`otherwise` に進む値は残っていません"),
                Text::new("every value has an arm above", "すべての値が上に書かれています"),
            ),
        };
        Diagnostic::warning(Self::CODE, message, self.span, label)
            .with_help(Text::new("delete this arm", "この行を削除してください"))
    }
}

/// An `else if` behind a condition that holds wherever its own does.
#[derive(Debug)]
pub struct BranchNeverTaken {
    /// The earlier condition.
    pub first: Span,
    /// The condition.
    pub span: Span,
}

impl Finding for BranchNeverTaken {
    const CODE: Code = Code(373);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::warning(
            Self::CODE,
            Text::new("no lead ever comes to this branch", "この分岐に進むリードはいません"),
            self.span,
            Text::new(
                "whoever meets this has met a condition above",
                "これに当てはまる方は、すでに上の条件に当てはまっています",
            ),
        )
        .with_label(self.first, Text::new("and goes here", "先にこちらへ進みます"))
        .with_help(Text::new(
            "put the narrower condition first (`score >= 50` before `score >= 20`), or delete this branch",
            "狭い条件を先に書くか（`score >= 20` より前に `score >= 50`）、この分岐を削除してください",
        ))
    }
}

/// A `match` on something that has no values one could name.
#[derive(Debug)]
pub struct NotMatchable<'a> {
    /// What is looked at, as written.
    pub path: &'a str,
    /// Its type.
    pub kind: Type,
    /// Where.
    pub span: Span,
}

impl Finding for NotMatchable<'_> {
    const CODE: Code = Code(363);
    fn diagnose(&self) -> Diagnostic {
        let (path, kind) = (self.path, self.kind.describe());
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`match` cannot go by `{path}`: it is {}", kind.en),
                format!("`{path}` は{}なので、`match` では分けられません", kind.ja),
            ),
            self.span,
            Text::new(
                "needs a `one of`, `rank`, a text or a true/false",
                "選択肢・`rank`・テキスト・真偽値だけを指定できます",
            ),
        )
        .with_help(Text::new(
            format!("compare it: `if {path} >= … {{ … }} else {{ … }}`"),
            format!("`if {path} >= … {{ … }} else {{ … }}` のように比較してください"),
        ))
    }
}

/// An arm of a `match` on a true/false that is neither.
#[derive(Debug)]
pub struct ArmWithoutValue<'a> {
    /// What is written.
    pub word: &'a str,
    /// Where.
    pub span: Span,
}

impl Finding for ArmWithoutValue<'_> {
    const CODE: Code = Code(364);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("`{}` is neither `true` nor `false`", self.word),
                format!("`{}` は `true` でも `false` でもありません", self.word),
            ),
            self.span,
            Text::new("not a value of a true/false", "真偽値ではありません"),
        )
        .with_help(Text::new("write `true { … }` and `false { … }`", "`true { … }` と `false { … }` を書いてください"))
    }
}

/// Shares of a `split` that are not 100 %.
#[derive(Debug)]
pub struct SharesDoNotAddUp {
    /// Their sum in hundredths of a percent.
    pub sum: u32,
    /// The keyword.
    pub span: Span,
    /// The shares.
    pub shares: Vec<Span>,
}

impl Finding for SharesDoNotAddUp {
    const CODE: Code = Code(365);
    fn diagnose(&self) -> Diagnostic {
        let sum = percent(self.sum);
        let difference = percent(self.sum.abs_diff(10_000));
        let message = Text::new(
            format!("the shares of this `split` add up to {sum}, not to 100%"),
            format!("この `split` の割合の合計は{sum}で、100%になっていません"),
        );
        let help = if self.sum < 10_000 {
            Text::new(
                format!("{difference} of the leads have no way to go"),
                format!("あと{difference}を割り振ってください"),
            )
        } else {
            Text::new(format!("take away {difference}"), format!("{difference}減らしてください"))
        };
        let diagnostic =
            Diagnostic::error(Self::CODE, message, self.span, Text::new("not the whole", "合計が合いません"));
        let label =
            |diagnostic: Diagnostic, span: &Span| diagnostic.with_label(*span, Text::new("this share", "この割合です"));
        self.shares.iter().take(VALUES_SHOWN).fold(diagnostic, label).with_help(help)
    }
}

/// `33.3%`.
fn percent(hundredths: u32) -> String {
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    if rest == 0 {
        return format!("{whole}%");
    }
    format!("{whole}.{rest:02}").trim_end_matches('0').to_owned() + "%"
}

/// A `split` with fewer than two ways, or a way for nobody.
#[derive(Debug)]
pub struct SplitWithoutChoice {
    /// How many arms it has.
    pub arms: usize,
    /// The keyword, or the share of 0 %.
    pub span: Span,
}

impl Finding for SplitWithoutChoice {
    const CODE: Code = Code(366);
    fn diagnose(&self) -> Diagnostic {
        let message = if self.arms < 2 {
            Text::new("a `split` needs two arms or more", "`split` には2つ以上の分け先が必要です")
        } else {
            Text::new("no lead ever goes this way", "ここに進むリードはいません")
        };
        Diagnostic::error(Self::CODE, message, self.span, Text::new("nothing to choose from", "分けることができません"))
            .with_help(Text::new(
                "write for example `split { short 50% { … } long 50% { … } }`",
                "`split { short 50% { … } long 50% { … } }` のように書いてください",
            ))
    }
}

/// A number of rounds that cannot be.
#[derive(Debug)]
pub struct RepeatTimes {
    /// Most rounds.
    pub most: i64,
    /// The number.
    pub span: Span,
}

impl Finding for RepeatTimes {
    const CODE: Code = Code(367);
    fn diagnose(&self) -> Diagnostic {
        let most = self.most;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("a `repeat` has 1 to {most} rounds"),
                format!("`repeat` の回数は1回から{most}回までです"),
            ),
            self.span,
            Text::new("this number of rounds", "この回数です"),
        )
        .with_help(Text::new(
            "for something without an end use a scenario with `again after …`",
            "終わりなく続けるものは、シナリオに `again after …` を書いてください",
        ))
    }
}

/// `since start` behind something that is no event.
#[derive(Debug)]
pub struct SinceStartOfMail {
    /// Behind `lead.FIELD changes`.
    pub change: bool,
    /// `since start`.
    pub span: Span,
}

impl Finding for SinceStartOfMail {
    const CODE: Code = Code(368);
    fn diagnose(&self) -> Diagnostic {
        let help = if self.change {
            Text::new(
                "delete `since start`; to ask for the value before the `await`, use `if`",
                "`since start` を削除してください。すでに変わった値を調べるには、`await` の前に `if` を書きます",
            )
        } else {
            Text::new(
                "delete `since start`: a reaction to a mail counts since the mail was sent",
                "`since start` を削除してください。メールへの反応は、送信した時から数えられます",
            )
        };
        Diagnostic::error(
            Self::CODE,
            Text::new("`since start` stands behind events only", "`since start` はイベントの後にだけ書けます"),
            self.span,
            Text::new("not an event", "イベントではありません"),
        )
        .with_help(help)
    }
}

/// A `repeat` whose body ends every run.
#[derive(Debug)]
pub struct NeverRepeats {
    /// What ends it.
    pub by: Span,
    /// The keyword and its limit.
    pub span: Span,
}

impl Finding for NeverRepeats {
    const CODE: Code = Code(369);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::warning(
            Self::CODE,
            Text::new("this never comes to a second round", "2回目が実行されることはありません"),
            self.span,
            Text::new("done once at most", "多くても1回だけです"),
        )
        .with_label(self.by, Text::new("every run leaves the scenario here", "どのリードもここでシナリオを離れます"))
        .with_help(Text::new(
            "delete the `repeat`, or end the run only on some way",
            "`repeat` を外すか、条件に応じて終わるようにしてください",
        ))
    }
}

/// Rounds in rounds in one instant, beyond what the engine does at once.
#[derive(Debug)]
pub struct TooMuchAtOnce {
    /// Most steps at once.
    pub most: u64,
    /// The outermost `repeat`.
    pub span: Span,
}

impl Finding for TooMuchAtOnce {
    const CODE: Code = Code(370);
    fn diagnose(&self) -> Diagnostic {
        let most = self.most;
        Diagnostic::error(
            Self::CODE,
            Text::new(
                format!("these rounds are more than {most} steps in one instant"),
                format!("一度に{most}ステップを超える繰り返しです"),
            ),
            self.span,
            Text::new("repeats without a wait", "待ち時間なしで繰り返します"),
        )
        .with_help(Text::new(
            "put a `wait` or a mail into the round, or repeat less often",
            "繰り返しの中に `wait` やメールの送信を入れるか、回数を減らしてください",
        ))
    }
}

/// How a score is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskedFor {
    /// So many points or more.
    High,
    /// So many points or fewer.
    Low,
    /// A rule acts when the score comes up to it.
    FromBelow,
}

/// A score that nothing can bring about.
#[derive(Debug)]
pub struct ThresholdOutOfReach {
    /// The score asked for.
    pub threshold: i64,
    /// How.
    pub asked: AskedFor,
    /// The most points that a lead can have, or the least where low ones are asked for.
    pub end: i64,
    /// The threshold.
    pub span: Span,
}

impl Finding for ThresholdOutOfReach {
    const CODE: Code = Code(372);
    fn diagnose(&self) -> Diagnostic {
        let (threshold, end) = (self.threshold, self.end);
        let message = match self.asked {
            AskedFor::High => Text::new(
                format!("no lead ever reaches {threshold} points"),
                format!("スコアが{threshold}点に達するリードはいません"),
            ),
            AskedFor::Low => Text::new(
                format!("no score ever falls to {threshold} or below"),
                format!("スコアが{threshold}点以下になるリードはいません"),
            ),
            AskedFor::FromBelow => Text::new(
                format!("no score ever comes up to {threshold} from below"),
                format!("スコアが{threshold}点未満から{threshold}点に上がるリードはいません"),
            ),
        };
        let label = match (self.asked, end) {
            (AskedFor::High, 0) => Text::new("nothing adds to the score", "スコアを加算するものがありません"),
            (AskedFor::High, _) => Text::new(format!("{end} points is the most"), format!("最大でも{end}点です")),
            (AskedFor::Low | AskedFor::FromBelow, 0) => Text::new(
                "a lead begins at 0, and nothing takes points away",
                "スコアは0点から始まり、減点するものがありません",
            ),
            (AskedFor::Low | AskedFor::FromBelow, _) => {
                Text::new(format!("{end} points is the least"), format!("最小でも{end}点です"))
            }
        };
        let help = match self.asked {
            AskedFor::High => Text::new(
                "add rules such as `score { clicked any email +10 }`, or lower the threshold",
                "`score { clicked any email +10 }` のように加算のルールを書くか、しきい値を下げてください",
            ),
            AskedFor::Low | AskedFor::FromBelow => Text::new(
                "take points away, such as `score { no response for 6 months -30 }`, or choose a higher threshold",
                "`score { no response for 6 months -30 }` のように減点のルールを書くか、しきい値を上げてください",
            ),
        };
        Diagnostic::warning(Self::CODE, message, self.span, label).with_help(help)
    }
}
