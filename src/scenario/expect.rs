//! Working through the lines of a test, until one does not hold.

use super::facts::facts;
use super::host::{Output, Restless, VirtualHost};
use super::timeline::{starts_of, timeline};
use super::{Failure, Outcome, TEST_ADDRESS, choose};
use crate::diagnostic::Text;
use crate::engine::{BasisRecord, Effect, InputKind, Programs, civil, describe_reason, holds, index_entries, new_lead};
use crate::ir::test::{Due, TestCase, TestStep, TestStepKind, TestTime};
use crate::ir::time::{Amount, ClockTime, DAY_MILLISECONDS, Date, Instant, Unit};
use crate::ir::{Expression, Program, Value};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// How far an expectation looks ahead, in days: three years.
const HORIZON_DAYS: i64 = 3 * 366;

/// When a test begins that does not say so: Wednesday 2026-04-01 10:00, a quiet week without holidays.
const FIRST_DATE: Date = Date { year: 2026, month: 4, day: 1 };
const FIRST_CLOCK: ClockTime = ClockTime { minutes: 600 };

pub(super) struct Runner<'a> {
    pub(super) program: &'a Program,
    pub(super) test: &'a TestCase,
    pub(super) host: VirtualHost,
}

impl<'a> Runner<'a> {
    pub fn new(program: &'a Arc<Program>, test: &'a TestCase) -> Self {
        let zone = &program.limits.zone;
        let first = test.steps.iter().find_map(|step| match step.at {
            Some(TestTime::Date(date, clock)) => Some(civil::at_local(date, clock, zone)),
            Some(TestTime::Day(..)) | None => None,
        });
        // A first line without a time happens at the default, unless a later line is before that.
        let default = civil::at_local(FIRST_DATE, FIRST_CLOCK, zone);
        let begins_at_once = test.steps.first().is_some_and(|step| step.at.is_none());
        let now = first.map_or(default, |first| if begins_at_once { first.min(default) } else { first });
        let mut host = VirtualHost::new(Programs::single(Arc::clone(program)), lead_of(program, test, now), now);
        let needed = program.scenarios.get(&test.scenario).into_iter().flat_map(|scenario| &scenario.starts);
        for clause in needed.filter_map(|start| start.basis).filter(|clause| !clause.gives) {
            if test.without.contains(&clause.basis) {
                continue;
            }
            host.assume_basis(BasisRecord { basis: clause.basis, at: now, source: "test".to_owned() });
        }
        Self { program, test, host }
    }

    pub fn run(mut self) -> Outcome {
        let failed = self.test.steps.iter().find_map(|step| Some((step.span, self.step(step).err()?)));
        Outcome {
            failure: failed.map(|(span, message)| Failure { span, message }),
            timeline: timeline(&self.test.scenario, &self.host),
            zone: self.host.zone().to_owned(),
            passages: self.host.passages().clone(),
        }
    }

    pub(super) fn step(&mut self, step: &TestStep) -> Result<(), Text> {
        if let Some(at) = step.at {
            self.go_to(at)?;
        }
        match &step.kind {
            TestStepKind::Event { event, properties } => self.event(event, properties),
            TestStepKind::Open { email } => {
                let mail = self.last_sending(email)?;
                self.host.apply(InputKind::Opened { mail });
                Ok(())
            }
            TestStepKind::Click { email, link } => {
                let mail = self.last_sending(email)?;
                self.host.apply(InputKind::Clicked { mail, link: link.clone() });
                Ok(())
            }
            TestStepKind::Unsubscribe => {
                self.host.apply(InputKind::OptOut { source: "test".to_owned() });
                Ok(())
            }
            TestStepKind::Set { field, value } => {
                self.set(field, value.clone());
                Ok(())
            }
            TestStepKind::Start => self.start(),
            TestStepKind::ExpectEmail { email, due } => self.expect_email(email, *due),
            TestStepKind::ExpectHandoff { team, due } => self.expect_handoff(team, *due),
            TestStepKind::ExpectNotice { team, due } => self.expect_notice(team, *due),
            TestStepKind::ExpectMailingStopped => self.expect_mailing_stopped(),
            TestStepKind::ExpectCall { channel, due } => self.expect_call(channel, *due),
            TestStepKind::ExpectNothingMore => self.expect_nothing_more(),
            TestStepKind::ExpectCondition(condition) => self.expect_condition(condition),
        }
    }

    fn go_to(&mut self, at: TestTime) -> Result<(), Text> {
        let zone = self.program.limits.zone.clone();
        let time = match at {
            TestTime::Date(date, clock) => civil::at_local(date, clock, &zone),
            TestTime::Day(day, clock) => {
                let Some(start) = starts_of(&self.test.scenario, &self.host).last().copied() else {
                    return Err(self.not_started_yet());
                };
                let moved =
                    civil::add(start, Amount::new(day, Unit::Day), &zone, civil::Calendar::of(&self.program.limits));
                clock.map_or(moved, |clock| civil::with_clock(moved, clock, &zone))
            }
        };
        if time < self.host.now() {
            let (then, now) = (self.time_text(time), self.time_text(self.host.now()));
            return Err(Text::new(
                format!("this moment is over: it is {}, but the lines above lead to {} already", then.en, now.en),
                format!("この時刻は過ぎています：{}ですが、上の行までですでに{}になっています", then.ja, now.ja),
            ));
        }
        self.host.advance_to(time).map_err(restless)
    }

    fn event(&mut self, event: &str, properties: &IndexMap<String, Value>) -> Result<(), Text> {
        if !self.program.events.contains_key(event) {
            return Err(Text::new(format!("there is no event `{event}`"), format!("イベント `{event}` はありません")));
        }
        let properties = properties.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        if self.program.events.get(event).is_some_and(|event| event.everyone) && !self.is_meant(event, &properties) {
            return Ok(());
        }
        self.host.apply(InputKind::Event { event: event.to_owned(), properties });
        Ok(())
    }

    /// Whether an event about a thing reaches the test's lead.
    fn is_meant(&self, event: &str, properties: &BTreeMap<String, Value>) -> bool {
        let found_by = index_entries(&self.program.broadcast_fields(), self.host.state());
        self.program.broadcast_targets(event, properties).iter().any(|target| found_by.contains(target))
    }

    fn set(&mut self, field: &str, value: Option<Value>) {
        let update = |fields, zone| InputKind::Update { fields, zone, basis: None, suppression: None };
        let kind = match (field, value) {
            ("zone", Some(Value::Text(zone))) => update(BTreeMap::new(), Some(zone)),
            (field, value) => update(BTreeMap::from([(field.to_owned(), value)]), None),
        };
        self.host.apply(kind);
    }

    fn start(&mut self) -> Result<(), Text> {
        let effects = self.host.apply(InputKind::Enrol { scenario: self.test.scenario.clone() });
        let impossible = effects.iter().find_map(|effect| match effect {
            Effect::NotStarted { reason, .. } if reason == "not_by_hand" || reason == "unknown_scenario" => {
                Some(reason)
            }
            Effect::NotStarted { .. }
            | Effect::Plan { .. }
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
            | Effect::Ended { .. }
            | Effect::Suppressed { .. } => None,
        });
        let Some(reason) = impossible else { return Ok(()) };
        let (scenario, why) = (&self.test.scenario, describe_reason(reason));
        Err(Text::new(
            format!("`{scenario}` cannot be started here: {}", why.en),
            format!("ここで `{scenario}` を開始することはできません：{}", why.ja),
        ))
    }

    fn last_sending(&self, email: &str) -> Result<String, Text> {
        let sent = self.host.state().mails.iter().filter(|(_, mail)| mail.email == email);
        let last = sent.filter_map(|(id, mail)| Some((mail.sent_at?, id))).max();
        last.map(|(_, id)| id.clone()).ok_or_else(|| {
            let (now, why) = (self.time_text(self.host.now()), self.why_not_sent(email));
            Text::new(
                format!("`{email}` has not been sent by {}{}", now.en, why.en),
                format!("`{email}` は{}の時点でまだ送信されていません{}", now.ja, why.ja),
            )
        })
    }

    fn next_output(&mut self) -> Result<Option<Output>, Text> {
        let horizon = self.horizon();
        loop {
            if let Some(output) = self.host.take_output() {
                return Ok(Some(output));
            }
            if !self.turn_until(horizon)? {
                return Ok(None);
            }
        }
    }

    /// How far an expectation looks, from now on: what starts every week never comes to an end.
    const fn horizon(&self) -> Instant {
        self.host.now().plus_milliseconds(HORIZON_DAYS * DAY_MILLISECONDS)
    }

    /// Does what is due next; `false` where nothing is, or only in a time that no test means.
    fn turn_until(&mut self, horizon: Instant) -> Result<bool, Text> {
        Ok(self.host.next_due().is_some_and(|due| due <= horizon) && self.host.turn().map_err(restless)?)
    }

    fn expect_email(&mut self, email: &str, due: Due) -> Result<(), Text> {
        let what = self.sent(email);
        let expected = due.day.map_or_else(
            || Text::new(what.en.clone(), format!("{}の送信", what.ja)),
            |day| Text::new(format!("{} on day {day}", what.en), format!("{day}日後の{}の送信", what.ja)),
        );
        match self.next_output()? {
            Some(Output::Mail { id, email: sent, at, .. }) if sent == email => {
                let Some(wanted) = self.missed(at, due) else { return Ok(()) };
                let (left, why) = (self.dated(at), self.why_delayed(&id));
                Err(Text::new(
                    format!("expected {} {}, but it left on {}{}", what.en, wanted.en, left.en, why.en),
                    format!(
                        "{}は{}に送信されるはずでしたが、{}に送信されました{}",
                        what.ja, wanted.ja, left.ja, why.ja
                    ),
                ))
            }
            Some(other) => Err(self.but_next_was(&expected, &other)),
            None => Err(self.but_nothing_came(&expected, email)),
        }
    }

    /// The expected time, where this is another.
    fn missed(&self, at: Instant, due: Due) -> Option<Text> {
        let wrong_day = due.day.is_some_and(|day| i64::from(day) != self.day(at));
        let wrong_clock = due.at.is_some_and(|clock| clock != civil::local_clock(at, self.host.zone()));
        (wrong_day || wrong_clock).then(|| match (due.day, due.at) {
            (Some(day), Some(clock)) => Text::new(format!("on day {day} at {clock}"), format!("{day}日後の{clock}")),
            (Some(day), None) => Text::new(format!("on day {day}"), format!("{day}日後")),
            (None, Some(clock)) => Text::new(format!("at {clock}"), clock.to_string()),
            (None, None) => Text::new("", ""),
        })
    }

    fn expect_handoff(&mut self, team: &str, due: Due) -> Result<(), Text> {
        let expected = Text::new(format!("handoff to `{team}`"), format!("`{team}` への引き渡し"));
        self.expect_next(&expected, due, |output| matches!(output, Output::Handoff { team: to, .. } if to == team))
    }

    fn expect_notice(&mut self, team: &str, due: Due) -> Result<(), Text> {
        let expected = Text::new(format!("notice to `{team}`"), format!("`{team}` への連絡"));
        self.expect_next(&expected, due, |output| matches!(output, Output::Notice { team: to, .. } if to == team))
    }

    fn expect_call(&mut self, channel: &str, due: Due) -> Result<(), Text> {
        let expected = Text::new(format!("call of `{channel}`"), format!("`{channel}` の呼び出し"));
        self.expect_next(&expected, due, |output| matches!(output, Output::Call { channel: to, .. } if to == channel))
    }

    fn expect_next(&mut self, expected: &Text, due: Due, is_it: impl Fn(&Output) -> bool) -> Result<(), Text> {
        match self.next_output()? {
            Some(output) if is_it(&output) => {
                let Some(wanted) = self.missed(output.at(), due) else { return Ok(()) };
                let came = self.dated(output.at());
                Err(Text::new(
                    format!("expected {} {}, but it came on {}", expected.en, wanted.en, came.en),
                    format!("{}は{}のはずでしたが、{}でした", expected.ja, wanted.ja, came.ja),
                ))
            }
            Some(other) => Err(self.but_next_was(expected, &other)),
            None => Err(self.but_nothing_came(expected, "")),
        }
    }

    /// Moves the clock on until no mail may be sent to the lead any more.
    fn expect_mailing_stopped(&mut self) -> Result<(), Text> {
        let expected = Text::new("the mail to the lead stopped", "リードへの配信の停止");
        let horizon = self.horizon();
        loop {
            if let Some(output) = self.host.take_output() {
                return Err(self.but_next_was(&expected, &output));
            }
            if self.host.state().suppression.is_some() {
                return Ok(());
            }
            if !self.turn_until(horizon)? {
                return Err(self.but_nothing_came(&expected, ""));
            }
        }
    }

    fn expect_nothing_more(&mut self) -> Result<(), Text> {
        let Some(output) = self.next_output()? else { return Ok(()) };
        let (what, why) = self.output_text(&output);
        Err(Text::new(
            format!("expected nothing more, but there was {}{}", what.en, why.en),
            format!("これ以上は何も起きないはずでしたが、{}がありました{}", what.ja, why.ja),
        ))
    }

    fn expect_condition(&self, condition: &Expression) -> Result<(), Text> {
        let Some(scope) = self.host.scope() else { return Ok(()) };
        if holds(condition, &scope) {
            return Ok(());
        }
        let now = self.time_text(self.host.now());
        let facts = facts(condition, &scope);
        let join = |words: Vec<&str>, mark: &str| words.join(mark);
        let en = join(facts.iter().map(|fact| fact.en.as_str()).collect(), ", ");
        let ja = join(facts.iter().map(|fact| fact.ja.as_str()).collect(), "、");
        if facts.is_empty() {
            return Err(Text::new(
                format!("this does not hold on {}", now.en),
                format!("{}の時点でこの条件は成り立ちません", now.ja),
            ));
        }
        Err(Text::new(
            format!("this does not hold on {}: {en}", now.en),
            format!("{}の時点でこの条件は成り立ちません：{ja}です", now.ja),
        ))
    }
}

fn restless(_: Restless) -> Text {
    let turns = super::host::MAX_TURNS;
    Text::new(
        format!("the scenario does not come to rest: {turns} timers and mails without an end"),
        format!("シナリオが終わりません：タイマーとメールが{turns}回を超えました"),
    )
}

fn lead_of(program: &Program, test: &TestCase, now: Instant) -> crate::engine::LeadState {
    let mut lead = new_lead(choose::lead_for(program, &test.choices), TEST_ADDRESS, now);
    for (field, value) in &test.lead {
        match (field.as_str(), value) {
            ("email", Value::Text(address)) => lead.email.clone_from(address),
            ("zone", Value::Text(zone)) => lead.zone = Some(zone.clone()),
            (field, value) => {
                lead.fields.insert(field.to_owned(), value.clone());
            }
        }
    }
    lead
}
