//! The lead's history as people read it, and the days that tests count.

use super::host::{DelayReason, Record, VirtualHost};
use super::{LineSource, TimelineLine};
use crate::diagnostic::Text;
use crate::engine::{
    self, Effect, Input, InputKind, PlannedMail, civil, describe, describe_input, describe_reason, describe_sent,
};
use crate::ir::time::Instant;

/// When the scenario under test began, each time.
pub(super) fn starts_of(scenario: &str, host: &VirtualHost) -> Vec<Instant> {
    let mut starts = Vec::new();
    for record in host.records() {
        let Record::Step { at, effects, .. } = record else { continue };
        for effect in effects {
            if let Effect::Started { cause } = effect
                && cause.scenario.as_deref() == Some(scenario)
            {
                starts.push(*at);
            }
        }
    }
    starts
}

/// Calendar days since the last start that is not later than `at`, else (negative) until the first; 0 without any.
pub(super) fn day_of(at: Instant, starts: &[Instant], zone: &str) -> i64 {
    let start = starts.iter().rev().find(|start| **start <= at).or_else(|| starts.first());
    start.map_or(0, |start| civil::days_between(civil::local_date(*start, zone), civil::local_date(at, zone)))
}

/// All lines.
pub(super) fn timeline(scenario: &str, host: &VirtualHost) -> Vec<TimelineLine> {
    let (starts, zone) = (starts_of(scenario, host), host.zone().to_owned());
    let mut lines = Vec::new();
    for record in host.records() {
        let (at, texts) = match record {
            Record::Step { at, input, effects } => (*at, texts_of_step(input, effects, host)),
            Record::Delay { at, mail, until, reason } => {
                let source = LineSource::Delay {
                    email: mail.email.clone(),
                    until: *until,
                    reason: delay_reason(*at, reason, &zone),
                };
                (*at, vec![(source, delay_text(mail, *at, *until, reason, &zone))])
            }
        };
        let day = day_of(at, &starts, &zone);
        lines.extend(texts.into_iter().map(|(source, text)| TimelineLine { at, day, source, text }));
    }
    lines
}

fn texts_of_step(input: &Input, effects: &[Effect], host: &VirtualHost) -> Vec<(LineSource, Text)> {
    let email_of = |mail: &str| host.email_of(mail).map(ToOwned::to_owned);
    // That a timer rang says nothing; what it did follows.
    let mail = match &input.kind {
        InputKind::Wake { .. } => None,
        InputKind::Opened { mail } | InputKind::Clicked { mail, .. } | InputKind::Mail { mail, .. } => Some(Some(mail)),
        InputKind::Update { .. }
        | InputKind::Event { .. }
        | InputKind::OptOut { .. }
        | InputKind::Enrol { .. }
        | InputKind::Answered { .. } => Some(None),
    };
    let first = mail.map(|mail| {
        let email = mail.and_then(|mail| email_of(mail));
        let message = mail.and_then(|mail| host.mail_of(mail)).is_some_and(|mail| mail.channel.is_some());
        (
            LineSource::Input { kind: input.kind.clone(), email, message },
            describe_input(input, &|mail| host.mail_of(mail)),
        )
    });
    let rest = effects.iter().filter(|effect| match effect {
        // The sending, the delay, the skipping and the reaction have lines of their own.
        Effect::Plan { .. } | Effect::Tally { .. } => false,
        Effect::Skip { .. }
        | Effect::Unanswered { .. }
        | Effect::Handoff { .. }
        | Effect::Notify { .. }
        | Effect::Audience { .. }
        | Effect::Call { .. }
        | Effect::Score { .. }
        | Effect::Set { .. }
        | Effect::Started { .. }
        | Effect::Ended { .. }
        | Effect::NotStarted { .. }
        | Effect::Suppressed { .. } => true,
    });
    let rest = rest.map(|effect| {
        let shown = engine::shown(effect, host.programs());
        let text = describe(&shown);
        (LineSource::Effect(Box::new(shown)), text)
    });
    first.into_iter().chain(rest).collect()
}

fn delay_text(mail: &PlannedMail, at: Instant, until: Instant, reason: &DelayReason, zone: &str) -> Text {
    let what = describe_sent(&mail.email, mail.channel.is_some());
    let (until, why) = (civil::format_local(until, zone), delay_reason(at, reason, zone));
    Text::new(
        format!("{} waits until {}: {}", what.en, until.en, why.en),
        format!("{}は{}まで待ちます：{}", what.ja, until.ja, why.ja),
    )
}

/// Why a mail could not leave at that time: `Sat 2026-04-04 is a Saturday`.
pub(super) fn delay_reason(at: Instant, reason: &DelayReason, zone: &str) -> Text {
    match reason {
        // The weekday stands in the date: "is a Sunday" would say it twice.
        DelayReason::Closed(civil::Closed::Weekend(_)) => {
            let date = civil::format_date(civil::local_date(at, zone));
            Text::new(format!("{} is no weekday", date.en), format!("{}は平日ではありません", date.ja))
        }
        DelayReason::Closed(closed) => {
            let why = closed.text();
            let at = match closed {
                civil::Closed::Weekend(_) | civil::Closed::Holiday(_) | civil::Closed::Company(_) => {
                    civil::format_date(civil::local_date(at, zone))
                }
                civil::Closed::Hours { .. } => civil::format_local(at, zone),
            };
            Text::new(format!("{} is {}", at.en, why.en), format!("{}は{}です", at.ja, why.ja))
        }
        DelayReason::Priority => Text::new(
            "a mail of a scenario of higher priority goes first",
            "優先度の高いシナリオのメールを先に送ります",
        ),
        DelayReason::Trial => describe_reason("trial"),
        DelayReason::Cap => {
            Text::new("the lead has had as many emails as the limits allow", "このリードへの通数が上限に達しています")
        }
    }
}
