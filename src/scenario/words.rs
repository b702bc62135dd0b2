//! The words of failing tests: what was expected, what came instead, when, and why.

use super::expect::Runner;
use super::host::{DelayReason, Output, Record, VirtualHost};
use super::timeline::{day_of, delay_reason, starts_of};
use crate::diagnostic::Text;
use crate::engine::{self, Effect, Input, InputKind, MailOutcome, civil, describe_reason, describe_sent};
use crate::ir::time::Instant;

impl Runner<'_> {
    pub(super) fn day(&self, at: Instant) -> i64 {
        day_of(at, &starts_of(&self.test.scenario, &self.host), self.host.zone())
    }

    pub(super) fn time_text(&self, at: Instant) -> Text {
        civil::format_local(at, self.host.zone())
    }

    /// `day 7 (Wed 2026-04-08 15:00)`.
    pub(super) fn dated(&self, at: Instant) -> Text {
        let (day, time) = (self.day(at), self.time_text(at));
        Text::new(format!("day {day} ({})", time.en), format!("{day}日後（{}）", time.ja))
    }

    pub(super) fn but_next_was(&self, expected: &Text, output: &Output) -> Text {
        let (what, why) = self.output_text(output);
        Text::new(
            format!("expected {}, but the next thing was {}{}", expected.en, what.en, why.en),
            format!("次は、{}のはずでしたが、実際は、{}でした{}", expected.ja, what.ja, why.ja),
        )
    }

    pub(super) fn but_nothing_came(&self, expected: &Text, email: &str) -> Text {
        let why = self.why_not_sent(email);
        Text::new(
            format!("expected {}, but nothing more happened{}", expected.en, why.en),
            format!("次は、{}のはずでしたが、その後は何も起きませんでした{}", expected.ja, why.ja),
        )
    }

    /// What came, and why.
    pub(super) fn output_text(&self, output: &Output) -> (Text, Text) {
        let at = self.dated(output.at());
        match output {
            Output::Mail { id, email, scenario, step, .. } => {
                let delay = self.why_delayed(id);
                let version = self.host.mail_of(id).map_or(0, |mail| mail.version);
                let step = engine::shown_step(self.host.programs(), version, scenario, step);
                let what = self.sent(email);
                let what = Text::new(format!("{} on {}", what.en, at.en), format!("{}の{}の送信", at.ja, what.ja));
                let why = Text::new(
                    format!(", by step `{step}` of `{scenario}`{}", delay.en),
                    format!("（`{scenario}` の `{step}`{}）", delay.ja),
                );
                (what, why)
            }
            Output::Handoff { team, because, .. } => {
                let what = Text::new(
                    format!("handoff to `{team}` on {}", at.en),
                    format!("{}の `{team}` への引き渡し", at.ja),
                );
                (what, because_text(because))
            }
            Output::Notice { team, because, .. } => {
                let what =
                    Text::new(format!("notice to `{team}` on {}", at.en), format!("{}の `{team}` への連絡", at.ja));
                (what, because_text(because))
            }
            Output::Call { channel, .. } => {
                let what = Text::new(
                    format!("call of `{channel}` on {}", at.en),
                    format!("{}の `{channel}` の呼び出し", at.ja),
                );
                (what, Text::new("", ""))
            }
        }
    }

    /// The email or message of that name.
    pub(super) fn sent(&self, name: &str) -> Text {
        describe_sent(name, self.program.messages.contains_key(name))
    }

    /// What put a mail off last.
    pub(super) fn why_delayed(&self, mail: &str) -> Text {
        let delays = self.host.records().iter().filter_map(|record| match record {
            Record::Delay { at, mail: delayed, reason, .. } if delayed.key.id() == mail => Some((*at, reason)),
            Record::Delay { .. } | Record::Step { .. } => None,
        });
        let texts: Vec<Text> =
            delays.map(|(at, reason): (Instant, &DelayReason)| delay_reason(at, reason, self.host.zone())).collect();
        if texts.is_empty() {
            return Text::new("", "");
        }
        let join = |texts: Vec<&str>, comma: &str| texts.join(comma);
        Text::new(
            format!(": {}", join(texts.iter().map(|text| text.en.as_str()).collect(), ", then ")),
            format!("：{}", join(texts.iter().map(|text| text.ja.as_str()).collect(), "。続いて、")),
        )
    }

    pub(super) fn not_started_yet(&self) -> Text {
        let scenario = &self.test.scenario;
        let why = self.reasons("").map_or_else(|| Text::new("", ""), |reason| self.reason_text(&reason));
        Text::new(
            format!("`{scenario}` has not started yet, so there is no day to count from{}", why.en),
            format!("`{scenario}` がまだ開始していないため、日数を数えられません{}", why.ja),
        )
    }

    /// The most telling reason why something did not come: that very mail was not sent, else what became of the scenario.
    pub(super) fn why_not_sent(&self, email: &str) -> Text {
        if let Some(reason) = self.reasons(email) {
            return self.reason_text(&reason);
        }
        if !starts_of(&self.test.scenario, &self.host).is_empty() {
            return Text::new("", "");
        }
        let scenario = &self.test.scenario;
        Text::new(
            format!(": nothing has started `{scenario}`"),
            format!("：`{scenario}` を開始するものがありませんでした"),
        )
    }

    fn reason_text(&self, reason: &Reason) -> Text {
        let (at, why, what) = (self.dated(reason.at), describe_reason(&reason.word), &reason.what);
        Text::new(
            format!(": {} on {}, because {}", what.en, at.en, why.en),
            format!("：{}に {}（{}）", at.ja, what.ja, why.ja),
        )
    }

    fn reasons(&self, email: &str) -> Option<Reason> {
        let (mut of_mail, mut of_scenario) = (None, None);
        for record in self.host.records() {
            let Record::Step { at, input, effects } = record else { continue };
            if let Some(word) = not_sent(input, email, &self.host) {
                of_mail = Some(Reason { at: *at, what: unsent(email), word });
            }
            for effect in effects {
                if let Some(word) = skipped(effect, email) {
                    of_mail = Some(Reason { at: *at, what: unsent(email), word });
                }
                if let Some((what, word)) = end_of_scenario(effect, &self.test.scenario) {
                    of_scenario = Some(Reason { at: *at, what, word });
                }
            }
        }
        of_mail.or(of_scenario)
    }
}

fn because_text(because: &str) -> Text {
    if because.is_empty() {
        return Text::new("", "");
    }
    Text::new(format!(", because “{because}”"), format!("（理由：{because}）"))
}

/// Why something did not come.
struct Reason {
    at: Instant,
    what: Text,
    /// A stable word of the engine.
    word: String,
}

fn unsent(email: &str) -> Text {
    Text::new(format!("`{email}` was not sent"), format!("`{email}` の送信を取りやめました"))
}

fn skipped(effect: &Effect, email: &str) -> Option<String> {
    match effect {
        Effect::Skip { mail, reason, .. } => (mail.email == email).then(|| reason.clone()),
        Effect::Plan { .. }
        | Effect::Handoff { .. }
        | Effect::Call { .. }
        | Effect::Score { .. }
        | Effect::Notify { .. }
        | Effect::Audience { .. }
        | Effect::Tally { .. }
        | Effect::Unanswered { .. }
        | Effect::Set { .. }
        | Effect::Started { .. }
        | Effect::Ended { .. }
        | Effect::NotStarted { .. }
        | Effect::Suppressed { .. } => None,
    }
}

fn end_of_scenario(effect: &Effect, name: &str) -> Option<(Text, String)> {
    match effect {
        Effect::Ended { reason, cause } => (cause.scenario.as_deref() == Some(name))
            .then(|| (Text::new(format!("`{name}` ended"), format!("`{name}` は終了しました")), reason.clone())),
        Effect::NotStarted { scenario, reason, .. } => (scenario == name).then(|| {
            (Text::new(format!("`{name}` did not start"), format!("`{name}` は開始しませんでした")), reason.clone())
        }),
        Effect::Plan { .. }
        | Effect::Skip { .. }
        | Effect::Handoff { .. }
        | Effect::Call { .. }
        | Effect::Score { .. }
        | Effect::Notify { .. }
        | Effect::Audience { .. }
        | Effect::Tally { .. }
        | Effect::Unanswered { .. }
        | Effect::Set { .. }
        | Effect::Started { .. }
        | Effect::Suppressed { .. } => None,
    }
}

/// The reason, where the input says that this email was not sent.
fn not_sent(input: &Input, email: &str, host: &VirtualHost) -> Option<String> {
    match &input.kind {
        InputKind::Mail { mail, outcome: MailOutcome::NotSent { reason } } if host.email_of(mail) == Some(email) => {
            Some(reason.clone())
        }
        InputKind::Mail { .. }
        | InputKind::Update { .. }
        | InputKind::Event { .. }
        | InputKind::Opened { .. }
        | InputKind::Clicked { .. }
        | InputKind::OptOut { .. }
        | InputKind::Enrol { .. }
        | InputKind::Answered { .. }
        | InputKind::Wake { .. } => None,
    }
}
