//! Mails before a date (`on 1 hour before event.starts_at`) that sending hours, closed days or caps can push to the date or
//! past it. `else skip` does not help: it looks at the moment, and not at when the mail really leaves.
//!
//! It is found by trying: dates of an ordinary week, and of a year with its holidays and closed days, at the times at which
//! people meet. So each finding comes with a date for which it is true.

use super::StepName;
use super::before::mails_before;
use super::graph::{Delay, Graph};
use crate::engine::civil::{self, Calendar};
use crate::engine::is_marketing;
use crate::ir::time::{Amount, ClockTime, Date, Instant, Unit};
use crate::ir::{
    Again, Cap, Capped, Closed, Expression, FieldType, Instruction, Limits, MomentBase, Program, Reaction, Scenario,
    Start, StartTrigger,
};
use std::collections::{BTreeSet, HashMap};

/// A mail that can leave too late for what it announces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateReminder {
    /// The step that sends it.
    pub send: StepName,
    /// A date for which it is late.
    pub date: Instant,
    /// The date is a whole day: the mail leaves after its end.
    pub whole_day: bool,
    /// When the mail leaves then.
    pub leaves: Instant,
    /// What pushes it.
    pub push: Push,
    /// The date is one of what the lead did: the mail may confirm it.
    pub booked: bool,
    /// So many days before the date are early enough, by all that was tried.
    pub enough: Option<u32>,
}

/// What pushes a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Push {
    /// The sending hours of an ordinary week.
    Hours,
    /// Holidays or closed days.
    ClosedDays,
    /// A cap that other mails have used up.
    Cap,
}

/// Times of day at which meetings begin, the likeliest first, so that the date of a finding is a likely one.
const MEETINGS: [(u16, u16); 10] =
    [(14, 0), (10, 0), (16, 0), (13, 0), (11, 0), (15, 0), (17, 0), (18, 0), (19, 0), (9, 30)];

const MIDNIGHT: ClockTime = ClockTime { minutes: 0 };

/// A Monday without holidays near it.
const ORDINARY: Date = Date { year: 2026, month: 6, day: 8 };

/// The first day of the year whose holidays and closed days are tried, and how many days.
const YEAR: (Date, i64) = (Date { year: 2026, month: 1, day: 1 }, 366);

/// Days behind a closed time that are tried, and most days of it.
const AFTERMATH_DAYS: i64 = 15;

/// Lead times that are offered, in days.
const OFFERED_DAYS: [u32; 9] = [1, 2, 3, 4, 5, 7, 10, 14, 21];

/// All of them in a program, each sending step once.
#[must_use]
pub fn late_reminders(program: &Program) -> Vec<LateReminder> {
    let graph = Graph::of(program);
    let facts = Facts::of(program, &graph);
    let mut told: BTreeSet<StepName> = BTreeSet::new();
    let mut found = Vec::new();
    // Many mails have the same plan, and to try a year of dates takes a while.
    let mut tried: HashMap<Reminder, Option<Late>> = HashMap::new();
    for Planned { node, plan, booked } in plans(&facts, &graph) {
        for send in next_sends(program, &graph, node) {
            let Some(reminder) = Reminder::of(&facts, &graph, plan, send) else { continue };
            let late = tried.entry(reminder).or_insert_with_key(|reminder| reminder.late(&program.limits));
            let name = graph.name(send);
            if let Some(Late { push, date, leaves, enough }) = *late
                && told.insert(name.clone())
            {
                found.push(LateReminder { send: name, date, whole_day: plan.whole_day, leaves, push, booked, enough });
            }
        }
    }
    found
}

/// What is asked of a program for each reminder, found once.
struct Facts<'p> {
    program: &'p Program,
    /// For each scenario: its steps that send marketing emails.
    mails: Vec<usize>,
    /// For each node: the marketing emails that its run can have sent before it.
    before: Vec<usize>,
    /// Fields that are whole days in all events that have them.
    whole_days: BTreeSet<&'p str>,
}

impl<'p> Facts<'p> {
    fn of(program: &'p Program, graph: &Graph<'_>) -> Self {
        let marketing = |email: &&str| program.emails.get(*email).is_some_and(|email| !email.transactional);
        let mails = |scenario: &Scenario| scenario.sent().filter(marketing).count();
        let fields = || program.events.values().flat_map(|event| &event.properties);
        let date = |kind: &FieldType| *kind == FieldType::Date;
        let others: BTreeSet<&str> =
            fields().filter(|(_, field)| !date(&field.kind)).map(|(name, _)| name.as_str()).collect();
        let whole_days = fields().map(|(name, _)| name.as_str()).filter(|name| !others.contains(name)).collect();
        let mails = program.scenarios.values().map(mails).collect();
        Self { program, mails, before: mails_before(graph), whole_days }
    }

    /// Whether a date is a whole day.
    fn is_whole_day(&self, anchor: &Expression) -> bool {
        if let Expression::Default { value, .. } = anchor {
            return self.is_whole_day(value);
        }
        if let Expression::Lead(field) = anchor {
            return self.program.lead_fields.get(field).is_some_and(|field| field.kind == FieldType::Date);
        }
        let (Expression::Event(name) | Expression::Start(name)) = anchor else { return false };
        self.whole_days.contains(name.as_str())
    }

    /// Whether a date belongs to what the lead did, such as a seminar that was booked. An event for everyone, such as a new
    /// price, is not the lead's.
    fn is_booked(&self, scenario: &Scenario, anchor: &Expression) -> bool {
        if let Expression::Default { value, .. } = anchor {
            return self.is_booked(scenario, value);
        }
        let is_for_everyone = |start: &Start| match &start.trigger {
            StartTrigger::Event { event, .. } | StartTrigger::Reaction(Reaction::Event { event, .. }) => {
                self.program.events.get(event).is_some_and(|event| event.everyone)
            }
            StartTrigger::Reaction(Reaction::Open { .. } | Reaction::Click { .. } | Reaction::Change { .. })
            | StartTrigger::When(_)
            | StartTrigger::Around { .. }
            | StartTrigger::Every { .. }
            | StartTrigger::Hand => false,
        };
        matches!(anchor, Expression::Event(_) | Expression::Start(_)) && !scenario.starts.iter().any(is_for_everyone)
    }

    /// Marketing emails that a lead can have got before a step sends: those of the same run before it, those of all steps of
    /// other scenarios, and any number where the scenario has several runs.
    fn other_mails(&self, graph: &Graph<'_>, send: usize) -> usize {
        let Some(number) = graph.nodes.get(send).map(|node| node.scenario) else { return 0 };
        let several = |scenario: &&Scenario| scenario.key.is_some() || scenario.again != Again::Never;
        if graph.scenarios.get(number).is_some_and(several) {
            return usize::MAX;
        }
        let others = self.mails.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, mails)| mails);
        others.fold(self.before.get(send).copied().unwrap_or_default(), |sum, mails| sum.saturating_add(*mails))
    }
}

/// When a mail is meant to leave: so long before a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Plan {
    amount: Amount,
    at: Option<ClockTime>,
    whole_day: bool,
}

impl Plan {
    fn of(facts: &Facts<'_>, amount: Amount, at: Option<ClockTime>, anchor: &Expression) -> Self {
        Self { amount, at, whole_day: facts.is_whole_day(anchor) }
    }
}

/// A moment before a date.
struct Planned {
    /// The node from which the run goes on then.
    node: usize,
    plan: Plan,
    /// The date belongs to what the lead did.
    booked: bool,
}

/// The moments before a date.
fn plans(facts: &Facts<'_>, graph: &Graph<'_>) -> Vec<Planned> {
    let mut plans = Vec::new();
    for (number, scenario) in graph.scenarios.iter().enumerate() {
        for start in &scenario.starts {
            if let StartTrigger::Around { amount, before: true, anchor, at } = &start.trigger
                && let Some(entry) = graph.entries.get(number)
            {
                let booked = facts.is_booked(scenario, anchor);
                plans.push(Planned { node: *entry, plan: Plan::of(facts, *amount, *at, anchor), booked });
            }
        }
    }
    for (number, node) in graph.nodes.iter().enumerate() {
        if let Some(Instruction::Wait { until, .. }) = graph.instruction(number)
            && let MomentBase::Around { amount, before: true, anchor } = &until.base
            && let Some(edge) = node.edges.first()
        {
            let scenario = graph.scenarios.get(node.scenario);
            let booked = scenario.is_some_and(|scenario| facts.is_booked(scenario, anchor));
            plans.push(Planned { node: edge.to, plan: Plan::of(facts, *amount, until.at, anchor), booked });
        }
    }
    plans
}

/// The marketing mails and messages that leave without more waiting.
fn next_sends(program: &Program, graph: &Graph<'_>, from: usize) -> Vec<usize> {
    let mut seen = BTreeSet::from([from]);
    let mut queue = vec![from];
    let mut sends = Vec::new();
    while let Some(node) = queue.pop() {
        if graph.instruction(node).and_then(Instruction::sent).is_some_and(|email| is_marketing(program, email)) {
            sends.push(node);
            continue;
        }
        let at_once = |delay: Delay| matches!(delay, Delay::Between { most: 0, .. });
        let edges = graph.edges(node).iter().filter(|edge| at_once(edge.delay));
        queue.extend(edges.map(|edge| edge.to).filter(|to| seen.insert(*to)));
    }
    sends
}

/// One mail before a date.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Reminder {
    plan: Plan,
    /// What other mails can use up and let this one wait for.
    caps: Vec<Room>,
}

/// How such a mail can leave too late: see [`LateReminder`].
#[derive(Debug, Clone, Copy)]
struct Late {
    push: Push,
    date: Instant,
    leaves: Instant,
    enough: Option<u32>,
}

impl Reminder {
    fn of(facts: &Facts<'_>, graph: &Graph<'_>, plan: Plan, send: usize) -> Option<Self> {
        let program = facts.program;
        let Some(Instruction::Send { email, capped, .. }) = graph.instruction(send) else { return None };
        let waits = *capped == Capped::Delay && program.emails.contains_key(email);
        let others = facts.other_mails(graph, send);
        Some(Self { plan, caps: if waits { caps_of(&program.limits, others) } else { Vec::new() } })
    }

    fn late(&self, limits: &Limits) -> Option<Late> {
        let (push, date, leaves) = self.story(limits)?;
        let enough = OFFERED_DAYS.into_iter().find(|days| {
            let plan = Plan { amount: Amount::new(*days, Unit::Day), ..self.plan };
            Self { plan, caps: self.caps.clone() }.story(limits).is_none()
        });
        Some(Late { push, date, leaves, enough })
    }

    /// The first date that goes wrong: in an ordinary week by the hours alone, with a cap, and in a year with its holidays.
    /// A cap that is used up just behind a holiday is not looked for: both together are too rare to be worth a word.
    fn story(&self, limits: &Limits) -> Option<(Push, Instant, Instant)> {
        let mut ordinary = limits.clone();
        ordinary.closed = Vec::new();
        ordinary.hours = ordinary.hours.map(|hours| crate::ir::SendingHours { holidays: None, ..hours });
        let week: Vec<Date> = (0..7).map(|ahead| civil::plus_days(ORDINARY, ahead)).collect();
        let found = |push, story: Option<(Instant, Instant)>| story.map(|(date, leaves)| (push, date, leaves));
        found(Push::Hours, self.tried(&week, &ordinary, &[]))
            .or_else(|| found(Push::Cap, self.tried(&week, &ordinary, &self.caps)))
            .or_else(|| found(Push::ClosedDays, self.tried(&self.unusual_days(limits), limits, &[])))
    }

    /// A year, where it has days on which nothing leaves, and what is closed in other years, with the days behind. People
    /// meet on business days; a contract may end on any.
    fn unusual_days(&self, limits: &Limits) -> Vec<Date> {
        let holidays = limits.hours.and_then(|hours| hours.holidays).is_some();
        let mut days: Vec<Date> = Vec::new();
        if holidays || !limits.closed.is_empty() {
            days.extend((0..YEAR.1).map(|ahead| civil::plus_days(YEAR.0, ahead)));
        }
        for closed in &limits.closed {
            if let Closed::Once { from, to } = closed {
                let length = civil::days_between(*from, *to).clamp(0, AFTERMATH_DAYS) + AFTERMATH_DAYS;
                days.extend((0..length).map(|ahead| civil::plus_days(*to, AFTERMATH_DAYS - ahead)));
            }
        }
        days.retain(|day| self.plan.whole_day || Calendar::of(limits).is_business_day(*day));
        days
    }

    /// The first of the dates for which the mail leaves too late: the date and when it leaves.
    fn tried(&self, dates: &[Date], limits: &Limits, caps: &[Room]) -> Option<(Instant, Instant)> {
        let times = if self.plan.whole_day { [(0, 0)].as_slice() } else { MEETINGS.as_slice() };
        let clocks = times.iter().filter_map(|(hours, minutes)| ClockTime::new(*hours, *minutes));
        let clocks: Vec<ClockTime> = clocks.collect();
        // Business days first: such a date is the likeliest.
        let mut dates = dates.to_vec();
        dates.sort_by_key(|date| !Calendar::of(limits).is_business_day(*date));
        let mut tried = dates.iter().flat_map(|date| clocks.iter().map(move |clock| (*date, *clock)));
        tried.find_map(|(date, clock)| {
            let zone = &limits.zone;
            let anchor = civil::at_local(date, clock, zone);
            let moved = civil::subtract(anchor, self.plan.amount, zone, Calendar::of(limits));
            let moment = self.plan.at.map_or(moved, |at| civil::with_clock(moved, at, zone));
            let over =
                if self.plan.whole_day { civil::at_local(civil::plus_days(date, 1), MIDNIGHT, zone) } else { anchor };
            let leaves = leaves(moment, limits, caps);
            (moment < over && leaves >= over).then_some((anchor, leaves))
        })
    }
}

/// Room for a mail that others can use up just before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Room {
    /// Under a cap of that time.
    Cap(Amount),
    /// Behind the smallest gap.
    Gap(Amount),
}

impl Room {
    /// When there is some again, where others use it up at that moment. A gap of a day is no calendar day.
    fn frees_at(self, used: Instant, limits: &Limits) -> Instant {
        let zone = &limits.zone;
        match self {
            Self::Cap(Cap::CALENDAR_DAY) => {
                civil::at_local(civil::plus_days(civil::local_date(used, zone), 1), MIDNIGHT, zone)
            }
            Self::Cap(time) | Self::Gap(time) => civil::add(used, time, zone, Calendar::of(limits)),
        }
    }
}

/// When a mail planned for a moment leaves, where other mails have just used up all that room.
fn leaves(moment: Instant, limits: &Limits, caps: &[Room]) -> Instant {
    let open = civil::next_sending_time(moment, &limits.zone, limits);
    let free = caps.iter().map(|room| room.frees_at(open, limits)).max();
    free.map_or(open, |free| civil::next_sending_time(free, &limits.zone, limits))
}

/// The room under the caps, and behind the smallest gap, that so many other mails can use up.
fn caps_of(limits: &Limits, others: usize) -> Vec<Room> {
    let full = limits.caps_in_force().iter().filter(|cap| others >= cap.times as usize);
    let gap = limits.smallest_gap.filter(|_| others > 0);
    full.map(|cap| Room::Cap(cap.within)).chain(gap.map(Room::Gap)).collect()
}
