//! F047x and F0480: what is said of promises and of mails that come together.

use crate::diagnostic::{Code, Diagnostic, Finding, Language, Text};
use crate::ir::time::{Amount, DAY_MILLISECONDS, HOUR_MILLISECONDS, MINUTE_MILLISECONDS, Unit};
use crate::ir::words;
use crate::source::Span;

/// Steps of a story that a message points at; more would hide it.
const SHOWN_STEPS: usize = 6;

/// Codes of promises that a played story breaks.
pub const BROKEN_PROMISES: [Code; 3] = [TooManyMails::CODE, MailAfter::CODE, TooLong::CODE];

/// A promise that may be broken: by the plan of the scenarios it could, but no story that was played did.
#[derive(Debug)]
pub struct NotProved<'a> {
    /// How it could be broken.
    pub message: &'a Text,
    /// What would help.
    pub help: &'a Text,
    /// The promise.
    pub span: Span,
}

impl Finding for NotProved<'_> {
    const CODE: Code = Code(480);
    fn diagnose(&self) -> Diagnostic {
        let Self { message, help, span } = self;
        Diagnostic::warning(
            Self::CODE,
            Text::new(
                format!("this promise is not proved: {}", message.en),
                format!("この約束が守られるとは確かめられませんでした。{}", message.ja),
            ),
            *span,
            Text::new("promised here", "ここで約束しています"),
        )
        .with_help(Text::new(
            format!(
                "stories were played and none broke the promise, so it may hold: conditions that exclude each other cannot be \
                 seen here. To have it proved: {}",
                help.en
            ),
            format!(
                "実際に動かした例では破れませんでした。同時には成り立たない条件までは分からないため、守られているのかもしれません。\
                 確かめられる形にするには：{}",
                help.ja
            ),
        ))
    }
}

/// Where the mails of a story come from.
#[derive(Debug)]
pub enum MailPlaces {
    /// From one run: sends, with the time since the first.
    OneRun(Vec<(Span, i64)>),
    /// From one run that was played: sends, with the times at which they left.
    Sent(Vec<(Span, Text)>),
    /// From several scenarios side by side: their names, with their mails.
    Together(Vec<(Span, usize)>),
    /// From several runs of one scenario.
    Runs {
        /// Its name.
        scenario: Option<Span>,
        /// So many runs are too many.
        runs: usize,
    },
}

/// `ensure at most 2 emails in 7 days` does not hold.
#[derive(Debug)]
pub struct TooManyMails {
    /// How many were promised.
    pub times: u32,
    /// In this time.
    pub within: Amount,
    /// How it can be more.
    pub places: MailPlaces,
    /// The promise.
    pub span: Span,
}

impl Finding for TooManyMails {
    const CODE: Code = Code(470);
    fn diagnose(&self) -> Diagnostic {
        let Text { en, ja } = words::amount(self.within);
        let times = self.times;
        let message = Text::new(
            format!("a lead could get more than {times} {} in {en}", if times == 1 { "email" } else { "emails" }),
            format!("{ja}の間に{times}通を超えるメールが届くことがあります"),
        );
        let mut diagnostic =
            Diagnostic::error(Self::CODE, message, self.span, Text::new("promised here", "ここで約束しています"));
        match &self.places {
            MailPlaces::OneRun(mails) => {
                for (number, (span, time)) in mails.iter().take(SHOWN_STEPS).enumerate() {
                    diagnostic = diagnostic.with_label(*span, mail_words(number, *time));
                }
            }
            MailPlaces::Sent(mails) => {
                for (number, (span, at)) in mails.iter().take(SHOWN_STEPS).enumerate() {
                    let number = number + 1;
                    let text = Text::new(format!("number {number}: {}", at.en), format!("{number}通目：{}", at.ja));
                    diagnostic = diagnostic.with_label(*span, text);
                }
            }
            MailPlaces::Together(scenarios) => {
                for (span, mails) in scenarios.iter().take(SHOWN_STEPS) {
                    let en = if *mails == 1 { "email" } else { "emails" };
                    let text = Text::new(
                        format!("a lead in all of these gets up to {mails} {en} from here"),
                        format!("並行して進むと、ここから最大{mails}通届きます"),
                    );
                    diagnostic = diagnostic.with_label(*span, text);
                }
            }
            MailPlaces::Runs { scenario: Some(span), runs } => {
                let text = Text::new(
                    format!("{runs} runs of this scenario may fall into the time"),
                    format!("この期間に、このシナリオが{runs}回始まることがあります"),
                );
                diagnostic = diagnostic.with_label(*span, text);
            }
            MailPlaces::Runs { scenario: None, .. } => {}
        }
        diagnostic.with_help(self.way_out())
    }
}

impl TooManyMails {
    /// What helps depends on where the mails come from: time between them only helps within one run.
    fn way_out(&self) -> Text {
        let times = self.times;
        let cap =
            format!("at most {times} email{} in {}", if times == 1 { "" } else { "s" }, words::amount(self.within).en);
        match &self.places {
            MailPlaces::OneRun(_) | MailPlaces::Sent(_) => Text::new(
                format!(
                    "put more time between the mails; where a lead can only get one of them, say so with `match` or `else if` (two \
                     `if`s one after the other count as both); or write `{cap}` into `limits`: then the runtime holds the others \
                     back"
                ),
                format!(
                    "メールの間隔を空けてください。どちらか一方しか届かないはずなら、`if` を並べずに `match` か `else if` で書くと、\
                     別々の道として数えます。`limits` に `{cap}` と書けば、超える分は配信時に後へ送られます"
                ),
            ),
            MailPlaces::Together(_) => Text::new(
                format!(
                    "write `{cap}` into `limits`: only a cap holds across scenarios; or promise it of each scenario by itself, with \
                     `for` and its name"
                ),
                format!(
                    "`limits` に `{cap}` と書いてください。複数のシナリオにまたがって効くのは上限だけです。または `for` とシナリオ名を付けて、\
                     シナリオごとに約束してください"
                ),
            ),
            MailPlaces::Runs { .. } => Text::new(
                format!(
                    "write `{cap}` into `limits`: each start is a run of its own, so only a cap, or a longer `again after …`, keeps \
                     runs apart; with `one for each` only the cap does"
                ),
                format!(
                    "`limits` に `{cap}` と書いてください。開始のたびに別の進行になるため、間隔を守れるのは上限か、より長い `again after …` \
                     だけです（`one for each` のあるシナリオでは上限だけです）"
                ),
            ),
        }
    }
}

fn mail_words(number: usize, time: i64) -> Text {
    if number == 0 {
        return Text::new("the first of them", "1通目");
    }
    let Text { en, ja } = time_words(time);
    let number = number + 1;
    if time <= MINUTE_MILLISECONDS {
        return Text::new(format!("number {number}, at once"), format!("{number}通目（直後）"));
    }
    Text::new(
        format!("number {number}, {en} after the first at the earliest"),
        format!("{number}通目（早ければ1通目の{ja}後）"),
    )
}

/// `ensure no email after …` does not hold.
#[derive(Debug)]
pub struct MailAfter {
    /// Where the lead stands when it happens.
    pub at: Option<Span>,
    /// The mail that follows.
    pub mail: Option<Span>,
    /// A `when` rule hands over and begins a scenario.
    pub by_rule: bool,
    /// The promise.
    pub span: Span,
}

impl Finding for MailAfter {
    const CODE: Code = Code(471);
    fn diagnose(&self) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(
            Self::CODE,
            Text::new("a lead could still get a mail afterwards", "そのあとにもメールが届くことがあります"),
            self.span,
            Text::new("promised here", "ここで約束しています"),
        );
        if let Some(at) = self.at {
            let text = if self.by_rule {
                Text::new(
                    "this rule hands over and then begins a scenario",
                    "この規則は、引き渡しのあとにシナリオを始めます",
                )
            } else {
                Text::new("it may happen while a lead waits here", "ここで待っている間に起こることがあります")
            };
            diagnostic = diagnostic.with_label(at, text);
        }
        if let Some(mail) = self.mail {
            diagnostic =
                diagnostic.with_label(mail, Text::new("and this mail follows", "それでも、このメールが届きます"));
        }
        diagnostic.with_help(if self.by_rule {
            Text::new("delete one of the two steps of the rule", "規則のどちらかのステップを削除してください")
        } else {
            Text::new(
                "write a `stop on …` with the same words at the top of the scenario: it is looked at before every mail",
                "シナリオの先頭に、同じ条件の `stop on …` を書いてください。メールを送る直前にも必ず確認されます",
            )
        })
    }
}

/// `ensure every path ends within …` does not hold.
#[derive(Debug)]
pub struct TooLong {
    /// The longest time, where there is one.
    pub longest_milliseconds: Option<i64>,
    /// The promise's time.
    pub within: Amount,
    /// Where the time passes.
    pub steps: Vec<(Span, i64)>,
    /// The promise.
    pub span: Span,
}

impl Finding for TooLong {
    const CODE: Code = Code(472);
    fn diagnose(&self) -> Diagnostic {
        let Text { en, ja } = words::amount(self.within);
        let message = match self.longest_milliseconds {
            Some(longest) => {
                let longest = time_words(longest);
                Text::new(
                    format!("a run could take {}, longer than {en}", longest.en),
                    format!("{ja}を超えて、{}かかることがあります", longest.ja),
                )
            }
            None => Text::new(format!("a run may not end within {en}"), format!("{ja}以内に終わらないことがあります")),
        };
        let mut diagnostic =
            Diagnostic::error(Self::CODE, message, self.span, Text::new("promised here", "ここで約束しています"));
        let mut slowest = self.steps.clone();
        slowest.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
        slowest.truncate(SHOWN_STEPS);
        for (span, time) in slowest {
            let Text { en, ja } = time_words(time);
            let text = if time >= 100 * 366 * DAY_MILLISECONDS {
                Text::new("nobody can say how long this waits", "ここで待つ期間に上限がありません")
            } else {
                Text::new(format!("up to {en}"), format!("最長{ja}"))
            };
            diagnostic = diagnostic.with_label(span, text);
        }
        diagnostic.with_help(Text::new(
            "shorten a wait on this way, or promise more time",
            "待ち時間を短くするか、約束の期間を長くしてください",
        ))
    }
}

/// Two marketing mails that a run plans for one moment.
#[derive(Debug)]
pub struct MailsAtOnce {
    /// The first.
    pub first: Span,
    /// The second.
    pub span: Span,
}

impl Finding for MailsAtOnce {
    const CODE: Code = Code(473);
    fn diagnose(&self) -> Diagnostic {
        Diagnostic::warning(
            Self::CODE,
            Text::new("two mails are planned for the same moment", "2通のメールが同じ時点に予定されています"),
            self.span,
            Text::new("at the same moment as the other", "もう1通と同じ時点です"),
        )
        .with_label(self.first, Text::new("the other mail", "もう1通のメール"))
        .with_help(Text::new(
            "say when it goes, `on day 3 send …`, or `wait 3 days` before it; where a lead can only get one of the two, write them as \
             `match` or `else if`, not as two `if`s",
            "`on day 3 send …` のように時点を書くか、前に `wait 3 days` を入れてください。どちらか一方しか届かないはずなら、`if` を2つ並べずに \
             `match` か `else if` で書いてください",
        ))
    }
}

/// A time in days, hours and minutes, without those of which there are none: a rounded one could seem to keep the promise
/// that it breaks.
pub(super) fn time_words(milliseconds: i64) -> Text {
    let mut rest = milliseconds;
    let units = [(DAY_MILLISECONDS, Unit::Day), (HOUR_MILLISECONDS, Unit::Hour), (MINUTE_MILLISECONDS, Unit::Minute)];
    let parts = units.map(|(length, unit)| {
        let count = u32::try_from(rest / length).unwrap_or(u32::MAX);
        rest %= length;
        Amount::new(count, unit)
    });
    let told: Vec<Text> = parts.into_iter().filter(|part| part.count > 0).map(words::amount).collect();
    if told.is_empty() {
        return words::amount(Amount::new(0, Unit::Minute));
    }
    let joined = |language, between| told.iter().map(|part| part.get(language)).collect::<Vec<_>>().join(between);
    Text::new(joined(Language::English, " "), joined(Language::Japanese, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_told_whole() {
        for (minutes, en, ja) in [
            (0, "0 minutes", "0分"),
            (1, "1 minute", "1分"),
            (90, "1 hour 30 minutes", "1時間30分"),
            (36 * 60, "1 day 12 hours", "1日12時間"),
            (7 * 24 * 60, "7 days", "7日"),
        ] {
            assert_eq!(time_words(minutes * MINUTE_MILLISECONDS), Text::new(en, ja));
        }
    }
}
