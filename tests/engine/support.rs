//! Small programs built by hand, and a lead to try them on, so that the engine is tested without the compiler.

use indexmap::IndexMap;
use sodate::engine::civil;
use sodate::engine::{Effect, InputKind, Programs, new_lead};
use sodate::ir::time::{Amount, BusinessWeek, ClockTime, Date, Instant, Unit};
use sodate::ir::*;
use sodate::scenario::host::{Output, VirtualHost};
use std::collections::BTreeMap;

pub const TOKYO: &str = "Asia/Tokyo";

const PLACE: Place = Place { file: 0, line: 1, column: 1 };

/// A moment by the clock of Tokyo.
pub fn at(text: &str) -> Instant {
    civil::parse_datetime(text, TOKYO).unwrap()
}

pub fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub fn clock(text: &str) -> ClockTime {
    ClockTime::parse(text).unwrap()
}

pub const fn amount(count: u32, unit: Unit) -> Amount {
    Amount::new(count, unit)
}

pub const fn days(count: u32) -> Amount {
    Amount::new(count, Unit::Day)
}

pub fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

pub fn number(value: i64) -> Value {
    Value::Number(value.into())
}

pub fn words(value: &str) -> Template {
    Template { pieces: vec![Piece::Text(value.to_owned())] }
}

/// A workspace in Tokyo without sending hours and with a cap that no test reaches by accident.
pub fn program() -> Program {
    Program {
        ir_version: IR_VERSION,
        content_hash: String::new(),
        files: Vec::new(),
        japanese_files: Vec::new(),
        senders: Default::default(),
        lead_fields: Default::default(),
        events: Default::default(),
        emails: Default::default(),
        messages: Default::default(),
        contents: Default::default(),
        segments: Default::default(),
        audiences: Default::default(),
        teams: Default::default(),
        score: ScoreProgram::default(),
        limits: Limits {
            zone: TOKYO.to_owned(),
            hours: None,
            caps: vec![Cap { times: 100, within: days(1) }],
            smallest_gap: None,
            closed: Vec::new(),
        },
        rules: Vec::new(),
        scenarios: Default::default(),
    }
}

pub fn weekdays(from: &str, to: &str) -> SendingHours {
    let holidays = Some(HolidayCalendar::Japan);
    SendingHours { days: BusinessWeek::Weekdays, from: clock(from), to: clock(to), holidays }
}

/// Adds declarations to a program, one a call.
pub trait Declare: Sized {
    fn change(self, change: impl FnOnce(&mut Program)) -> Self;

    fn event(self, name: &str) -> Self {
        let event = EventType { properties: Default::default(), everyone: false, documentation: None };
        self.change(|program| drop(program.events.insert(name.to_owned(), event)))
    }

    fn email(self, name: &str) -> Self {
        self.change(|program| drop(program.emails.insert(name.to_owned(), email(false))))
    }

    fn transactional(self, name: &str) -> Self {
        self.change(|program| drop(program.emails.insert(name.to_owned(), email(true))))
    }

    fn score_rule(self, id: &str, trigger: ScoreTrigger, points: i64, at_most: Option<Frequency>) -> Self {
        let rule = ScoreRule { id: id.to_owned(), trigger, points, at_most, place: PLACE };
        self.change(|program| program.score.rules.push(rule))
    }

    fn rule(self, trigger: RuleTrigger, steps: Vec<Instruction>) -> Self {
        self.change(|program| {
            let id = format!("rule {}", program.rules.len());
            program.rules.push(Rule { id, trigger, steps: numbered(steps), place: PLACE });
        })
    }

    /// A scenario that starts on the event `name`, which gives consent, and never again.
    fn scenario(self, name: &str, steps: Vec<Instruction>) -> Self {
        let clause = BasisClause { gives: true, basis: Basis::Consent };
        let scenario = Scenario {
            starts: vec![start_on(name, Some(clause))],
            again: Again::Never,
            stops: Vec::new(),
            key: None,
            late: Late::default(),
            priority: 0,
            goals: Vec::new(),
            kpis: Vec::new(),
            personas: Vec::new(),
            steps: numbered(steps),
            documentation: None,
            place: PLACE,
        };
        self.event(name).change(|program| drop(program.scenarios.insert(name.to_owned(), scenario)))
    }

    fn again(self, scenario: &str, again: Again) -> Self {
        self.change(|program| program.scenarios[scenario].again = again)
    }

    fn stop(self, scenario: &str, stop: StopRule) -> Self {
        self.change(|program| program.scenarios[scenario].stops.push(Stop { rule: stop, place: None }))
    }

    fn starts(self, scenario: &str, starts: Vec<Start>) -> Self {
        self.change(|program| program.scenarios[scenario].starts = starts)
    }

    fn hours(self, hours: SendingHours) -> Self {
        self.change(|program| program.limits.hours = Some(hours))
    }

    fn caps(self, caps: Vec<Cap>) -> Self {
        self.change(|program| program.limits.caps = caps)
    }
}

impl Declare for Program {
    fn change(mut self, change: impl FnOnce(&mut Program)) -> Self {
        change(&mut self);
        self
    }
}

fn email(transactional: bool) -> Email {
    Email {
        sender: "acme".to_owned(),
        transactional,
        subject: words("subject"),
        preheader: None,
        links: Default::default(),
        html: words("body"),
        text: words("body"),
        variants: Default::default(),
        trial: None,
        invitation: None,
        documentation: None,
        place: PLACE,
    }
}

pub fn start_on(event: &str, basis: Option<BasisClause>) -> Start {
    Start { id: String::new(), trigger: StartTrigger::Event { event: event.to_owned(), filter: None }, basis }
}

fn numbered(instructions: Vec<Instruction>) -> Vec<Step> {
    let mut seen = BTreeMap::<String, u32>::new();
    let mut id = |instruction: &Instruction| {
        let base = match instruction {
            Instruction::Send { email, .. } => format!("send {email}"),
            Instruction::Wait { .. } => "wait".to_owned(),
            Instruction::Await { .. } => "await".to_owned(),
            Instruction::Branch { .. } => "if".to_owned(),
            Instruction::Choose { .. } => "match".to_owned(),
            Instruction::Split { .. } => "split".to_owned(),
            Instruction::Repeat { .. } => "repeat".to_owned(),
            Instruction::Begin { scenario, .. } => format!("begin {scenario}"),
            Instruction::Notify { team, .. } => format!("notify {team}"),
            Instruction::Call { channel, .. } => format!("call {channel}"),
            Instruction::Audience { audience, add: true, .. } => format!("add to {audience}"),
            Instruction::Audience { audience, add: false, .. } => format!("remove from {audience}"),
            Instruction::StopMailing { .. } => "stop mailing".to_owned(),
            Instruction::GoTo { scenario } => format!("go to {scenario}"),
            Instruction::Handoff { team, .. } => format!("handoff {team}"),
            Instruction::Set { field, .. } => format!("set {field}"),
            Instruction::Score { .. } => "score".to_owned(),
            Instruction::End { .. } => "end".to_owned(),
        };
        let count = seen.entry(base.clone()).or_insert(0);
        *count += 1;
        if *count == 1 { base } else { format!("{base} #{count}") }
    };
    let step = |instruction| Step { id: id(&instruction), instruction, place: PLACE };
    instructions.into_iter().map(step).collect()
}

pub fn send(email: &str, next: u32) -> Instruction {
    Instruction::Send { email: email.to_owned(), capped: Capped::Delay, next }
}

pub fn wait(amount: Amount, next: u32) -> Instruction {
    wait_until(MomentBase::Here(amount), None, Otherwise::Now, next)
}

pub fn wait_until(base: MomentBase, at: Option<ClockTime>, otherwise: Otherwise, next: u32) -> Instruction {
    Instruction::Wait { until: Moment { base, at, if_past: otherwise, if_missing: otherwise }, next }
}

pub fn awaiting(limit: Amount, arms: Vec<(Reaction, u32)>, otherwise: u32) -> Instruction {
    let arms = arms.into_iter().map(|(reaction, then)| Arm { reaction, since_start: false, then }).collect();
    Instruction::Await { limit, arms, otherwise }
}

pub fn branch(condition: Expression, then: u32, otherwise: u32) -> Instruction {
    Instruction::Branch { condition, then, otherwise }
}

pub fn handoff(because: &str, next: u32) -> Instruction {
    Instruction::Handoff { team: "sales".to_owned(), because: words(because), next }
}

pub fn set(field: &str, value: &str, next: u32) -> Instruction {
    Instruction::Set { field: field.to_owned(), value: Some(Expression::Literal(text(value))), next }
}

pub fn score(points: i64, next: u32) -> Instruction {
    Instruction::Score { points, because: words("step"), next }
}

pub fn choose(subject: Expression, cases: Vec<(Vec<Value>, bool, u32)>, otherwise: u32) -> Instruction {
    let cases = cases.into_iter().map(|(values, missing, then)| Case { values, missing, then }).collect();
    Instruction::Choose { subject, cases, otherwise }
}

pub fn split(arms: &[(&str, u32, u32)]) -> Instruction {
    let arm =
        |(name, share, then): &(&str, u32, u32)| SplitArm { name: (*name).to_owned(), share: *share, then: *then };
    Instruction::Split { arms: arms.iter().map(arm).collect() }
}

pub const fn repeat(times: u32, until: Option<Expression>, body: u32, next: u32) -> Instruction {
    Instruction::Repeat { times, until, body, next }
}

pub fn begin(scenario: &str, next: u32) -> Instruction {
    Instruction::Begin { scenario: scenario.to_owned(), next }
}

pub fn notify(because: &str, next: u32) -> Instruction {
    Instruction::Notify { team: "sales".to_owned(), because: words(because), next }
}

pub fn call(channel: &str, next: u32) -> Instruction {
    let fields = IndexMap::from([("deal".to_owned(), Expression::Lead("deal".to_owned()))]);
    Instruction::Call { channel: channel.to_owned(), fields, next }
}

pub fn audience(name: &str, add: bool, next: u32) -> Instruction {
    Instruction::Audience { audience: name.to_owned(), add, next }
}

pub fn stop_mailing(because: &str, next: u32) -> Instruction {
    Instruction::StopMailing { because: words(because), next }
}

pub fn go_to(scenario: &str) -> Instruction {
    Instruction::GoTo { scenario: scenario.to_owned() }
}

pub const fn end() -> Instruction {
    Instruction::End { stopped: false }
}

pub fn on_open(email: &str) -> Reaction {
    Reaction::Open { email: email.to_owned() }
}

pub fn on_click(email: &str, link: Option<&str>) -> Reaction {
    Reaction::Click { email: email.to_owned(), link: link.map(ToOwned::to_owned) }
}

pub fn on_event(event: &str) -> Reaction {
    Reaction::Event { event: event.to_owned(), filter: None }
}

pub fn lead_is(field: &str, value: &str) -> Expression {
    compare(Expression::Lead(field.to_owned()), Comparison::Equal, Expression::Literal(text(value)))
}

pub fn compare(left: Expression, comparison: Comparison, right: Expression) -> Expression {
    Expression::Compare { left: Box::new(left), comparison, right: Box::new(right) }
}

/// A lead that became known at that time, on a virtual host.
pub fn host(program: Program, now: &str) -> VirtualHost {
    VirtualHost::new(Programs::single(program), new_lead("lead-1", "yamada@example.test", at(now)), at(now))
}

/// What a lead does, in short.
pub trait Act {
    fn event(&mut self, name: &str) -> Vec<Effect>;
    fn open(&mut self, email: &str) -> Vec<Effect>;
    fn click(&mut self, email: &str, link: &str) -> Vec<Effect>;
    fn set(&mut self, field: &str, value: Option<Value>) -> Vec<Effect>;
    fn opt_out(&mut self) -> Vec<Effect>;
    fn until(&mut self, time: &str);
    /// Lets everything happen that ever will; the mails and handoffs that came out, as `2026-04-01 10:00 thanks`.
    fn story(&mut self) -> Vec<String>;
}

impl Act for VirtualHost {
    fn event(&mut self, name: &str) -> Vec<Effect> {
        self.apply(InputKind::Event { event: name.to_owned(), properties: BTreeMap::new() })
    }

    fn open(&mut self, email: &str) -> Vec<Effect> {
        let mail = last_mail(self, email);
        self.apply(InputKind::Opened { mail })
    }

    fn click(&mut self, email: &str, link: &str) -> Vec<Effect> {
        let mail = last_mail(self, email);
        self.apply(InputKind::Clicked { mail, link: link.to_owned() })
    }

    fn set(&mut self, field: &str, value: Option<Value>) -> Vec<Effect> {
        let fields = BTreeMap::from([(field.to_owned(), value)]);
        self.apply(InputKind::Update { fields, zone: None, basis: None, suppression: None })
    }

    fn opt_out(&mut self) -> Vec<Effect> {
        self.apply(InputKind::OptOut { source: "test".to_owned() })
    }

    fn until(&mut self, time: &str) {
        self.advance_to(at(time)).unwrap();
    }

    fn story(&mut self) -> Vec<String> {
        while self.turn().unwrap() {}
        let mut story = Vec::new();
        while let Some(output) = self.take_output() {
            let time = output.at();
            let time = format!("{} {}", civil::local_date(time, TOKYO), civil::local_clock(time, TOKYO));
            story.push(match output {
                Output::Mail { email, .. } => format!("{time} {email}"),
                Output::Handoff { because, .. } => format!("{time} handoff: {because}"),
                Output::Notice { because, .. } => format!("{time} notice: {because}"),
                Output::Call { channel, .. } => format!("{time} call of {channel}"),
            });
        }
        story
    }
}

/// The last mail of that email that left; an identity that no mail has where none did.
pub fn last_mail(host: &VirtualHost, email: &str) -> String {
    let mails = host.state().mails.iter().filter(|(_, mail)| mail.email == email);
    mails.max_by_key(|(_, mail)| mail.sent_at).map_or_else(|| "no mail".to_owned(), |(id, _)| id.clone())
}

/// Effects in a few words each.
pub fn brief(effects: &[Effect]) -> Vec<String> {
    effects.iter().map(|effect| sodate::engine::describe(effect).en).collect()
}

/// Reasons for which runs ended, in order.
pub fn ends(host: &VirtualHost) -> Vec<String> {
    let mut ends = Vec::new();
    for effect in all_effects(host) {
        if let Effect::Ended { reason, .. } = effect {
            ends.push(reason.clone());
        }
    }
    ends
}

pub fn all_effects(host: &VirtualHost) -> impl Iterator<Item = &Effect> {
    use sodate::scenario::host::Record;
    host.records().iter().flat_map(|record| match record {
        Record::Step { effects, .. } => effects.as_slice(),
        Record::Delay { .. } => &[],
    })
}
