//! Scenarios that go on at the same moment and send at the same moment: both begin with one event, reaction, condition or
//! date, or one begins with what the other has awaited. Somebody who asks once gets two mails then, or the second one
//! whenever a cap has room. Silent where conditions keep the lead out of one of them, and where `priority` or `when capped`
//! decides.

use super::StepName;
use super::answers::{entered, every_part, read};
use super::way::{Planned, planned};
use crate::ir::time::{Amount, ClockTime};
use crate::ir::{
    Again, Arm, Cap, Expression, Instruction, MomentBase, Program, Reaction, RuleTrigger, Scenario, Schedule, Silent,
    Start, StartTrigger, Step, Window,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Mails of the same moment that one is held against, those that never meet it among them; more would mostly say the same
/// again.
const MOST_COMPARED: usize = 20;

/// Scenarios that one may lead into; of one that leads into more, nobody knows what is in the runs of all of them.
const MOST_ENTERED: usize = 200;

/// When two mails are planned for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At once.
    AtOnce,
    /// So many days after the start, at that time of day or that of the start.
    Day(u32, Option<ClockTime>),
    /// Another moment, the same for both.
    Same,
}

/// What becomes of one of two mails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// A cap on a day keeps it until the next one.
    NextDay,
    /// Another cap, or the smallest gap, keeps it for some time.
    Later,
    /// It leaves with the other.
    No,
}

/// Mails of two scenarios at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Together {
    /// The mail of the scenario that is declared first.
    pub first: StepName,
    /// The mail of the other.
    pub second: StepName,
    /// A scenario that begins then, and the number of its start.
    pub start: (String, usize),
    /// The other one has awaited it; else it begins alike.
    pub awaited: bool,
    /// Conditions decide whether a lead gets both.
    pub may: bool,
    /// When.
    pub when: When,
    /// What becomes of one of them.
    pub held: Held,
}

/// Whether conditions, each with whether it holds, can surely never be so at once; `event.x` is a property of that event.
pub type Excludes<'a> = dyn Fn(Option<&str>, &[(&Expression, bool)]) -> bool + 'a;

/// What triggers of one moment have in common: their kind, and the event, mail, field or condition.
type Group<'p> = (u8, Cow<'p, str>);

/// What two mails must share to be planned for one moment while no `priority` says which goes first: only those are held
/// against each other.
type Meeting<'p> = (Group<'p>, String, i64);

/// What starts a run or meets an `await`, without its conditions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trigger<'p> {
    Event(&'p str),
    Open(&'p str),
    Click(&'p str, Option<&'p str>),
    Change(&'p str),
    When(&'p Expression),
    Around { amount: Amount, before: bool, anchor: &'p Expression, at: Option<ClockTime> },
    Every(Schedule, Option<ClockTime>),
}

impl<'p> Trigger<'p> {
    fn of_reaction(reaction: &'p Reaction) -> (Self, Option<&'p Expression>) {
        match reaction {
            Reaction::Open { email } => (Self::Open(email), None),
            Reaction::Click { email, link } => (Self::Click(email, link.as_deref()), None),
            Reaction::Event { event, filter } => (Self::Event(event), filter.as_ref()),
            Reaction::Change { field, filter } => (Self::Change(field), filter.as_ref()),
        }
    }

    /// With the condition on it; nothing by hand.
    fn of_start(start: &'p StartTrigger) -> Option<(Self, Option<Cow<'p, Expression>>)> {
        Some(match start {
            StartTrigger::Event { event, filter } => (Self::Event(event), filter.as_ref().map(Cow::Borrowed)),
            StartTrigger::Reaction(reaction) => {
                let (trigger, filter) = Self::of_reaction(reaction);
                (trigger, filter.map(Cow::Borrowed))
            }
            StartTrigger::When(condition) => (Self::When(condition), Some(Cow::Borrowed(condition))),
            StartTrigger::Around { amount, before, anchor, at } => {
                (Self::Around { amount: *amount, before: *before, anchor, at: *at }, None)
            }
            StartTrigger::Every { schedule, at, segment } => {
                (Self::Every(*schedule, *at), Some(Cow::Owned(Expression::Segment(segment.clone()))))
            }
            StartTrigger::Hand => return None,
        })
    }

    fn of_rule(trigger: &'p RuleTrigger) -> Option<Self> {
        match trigger {
            RuleTrigger::Reaction(reaction) => Some(Self::of_reaction(reaction).0),
            RuleTrigger::When(condition) => Some(Self::When(condition)),
            RuleTrigger::ScoreReaches(_) => None,
        }
    }

    /// What two must share to be of one moment: only those are held against each other.
    fn group(self) -> Group<'p> {
        match self {
            Self::Event(event) => (0, Cow::Borrowed(event)),
            Self::Open(email) => (1, Cow::Borrowed(email)),
            Self::Click(email, _) => (2, Cow::Borrowed(email)),
            Self::Change(field) => (3, Cow::Borrowed(field)),
            Self::When(_) | Self::Around { .. } | Self::Every(..) => (4, Cow::Owned(format!("{self:?}"))),
        }
    }

    /// What is both at one moment: a click on a link is one on any link, too.
    fn and(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Click(email, link), Self::Click(same, other)) if email == same => match (link, other) {
                (Some(link), Some(other)) if link != other => None,
                (link, other) => Some(Self::Click(email, link.or(other))),
            },
            (one, other) => (one == other).then_some(one),
        }
    }

    const fn event(self) -> Option<&'p str> {
        if let Self::Event(event) = self { Some(event) } else { None }
    }
}

/// How a run comes to a mail.
#[derive(Clone, Copy)]
enum By<'p> {
    /// By the start of that number.
    Start(usize),
    /// By an arm of an `await`, behind these others.
    Arm(&'p [Arm]),
}

/// A mail with what leads to it.
struct Mail<'p> {
    name: &'p str,
    scenario: &'p Scenario,
    trigger: Trigger<'p>,
    by: By<'p>,
    plan: Planned<'p>,
    /// The condition on the trigger.
    filter: Option<Cow<'p, Expression>>,
    /// What does not hold then: its conditions to stop.
    stops: Vec<&'p Expression>,
}

impl<'p> Mail<'p> {
    fn meeting(&self) -> Meeting<'p> {
        let waits: Vec<_> = self.plan.waits.iter().map(|wait| (&wait.base, wait.at)).collect();
        (self.trigger.group(), format!("{waits:?}"), self.scenario.priority)
    }
}

/// Mails of scenarios side by side; each second mail is told once.
#[must_use]
pub fn together(program: &Program, excludes: &Excludes<'_>) -> Vec<Together> {
    let (held, ending) = (held(program), ending(program));
    let mut ways = Ways::of(program);
    let mut seen: BTreeMap<Meeting<'_>, Vec<Mail<'_>>> = BTreeMap::new();
    let mut told: BTreeSet<(&str, u32)> = BTreeSet::new();
    let mut found = Vec::new();
    for (name, scenario) in &program.scenarios {
        for mail in mails(program, name, scenario, &ending) {
            let others = seen.entry(mail.meeting()).or_default();
            let same = others.iter().filter_map(|other| Some((other, moment(other, &mail)?)));
            // Counted before anything is followed: the work grows with the mails, not with their pairs.
            let other = same.take(MOST_COMPARED).find(|(other, then)| {
                ways.are_apart(other.name, mail.name) && may_meet(program, excludes, (other, &mail), *then)
            });
            if let Some((first, _)) = other.filter(|_| told.insert((name, mail.plan.step))) {
                found.extend(tell(first, &mail, held));
            }
            others.push(mail);
        }
    }
    found
}

fn tell(first: &Mail<'_>, second: &Mail<'_>, held: Held) -> Option<Together> {
    let step_name = |mail: &Mail<'_>| StepName { scenario: Some(mail.name.to_owned()), step: mail.plan.step };
    let (starts, awaited) = match (first.by, second.by) {
        (By::Start(_), By::Arm(_)) => (first, true),
        (By::Arm(_), By::Start(_)) => (second, true),
        (By::Start(_), By::Start(_)) => (second, false),
        (By::Arm(_), By::Arm(_)) => return None,
    };
    let By::Start(number) = starts.by else { return None };
    let when = match second.plan.waits.as_slice() {
        [] => When::AtOnce,
        [moment] => match &moment.base {
            MomentBase::Day(day) => When::Day(*day, moment.at),
            MomentBase::Here(_) | MomentBase::Around { .. } | MomentBase::Date(_) | MomentBase::Next(_) => When::Same,
        },
        [..] => When::Same,
    };
    let start = (starts.name.to_owned(), number);
    let decided = |mail: &Mail<'_>| !mail.plan.asked.is_empty() || !mail.plan.settled;
    let may = first.filter != second.filter || decided(first) || decided(second);
    Some(Together { first: step_name(first), second: step_name(second), start, awaited, may, when, held })
}

/// The mails of a scenario whose moment others may share.
fn mails<'p>(
    program: &'p Program,
    name: &'p str,
    scenario: &'p Scenario,
    ending: &BTreeMap<Group<'p>, Vec<Trigger<'p>>>,
) -> Vec<Mail<'p>> {
    let mut found = Vec::new();
    let stops: Vec<&Expression> = scenario.conditions_to_stop().collect();
    let mut add = |trigger: Trigger<'p>, by, filter: Option<Cow<'p, Expression>>, plans: &[Planned<'p>]| {
        let mail = |plan: &Planned<'p>| Mail {
            name,
            scenario,
            trigger,
            by,
            plan: plan.clone(),
            filter: filter.clone(),
            stops: stops.clone(),
        };
        let mut rules = ending.get(&trigger.group()).into_iter().flatten();
        if !rules.any(|rule| rule.and(trigger).is_some()) {
            found.extend(plans.iter().map(mail));
        }
    };
    let plans = planned(program, scenario, 0, true);
    for (number, start) in scenario.starts.iter().enumerate() {
        if let Some((trigger, filter)) = Trigger::of_start(&start.trigger) {
            add(trigger, By::Start(number), filter, &plans);
        }
    }
    for step in &scenario.steps {
        let Instruction::Await { arms, .. } = &step.instruction else { continue };
        for (place, arm) in arms.iter().enumerate() {
            let (trigger, filter) = Trigger::of_reaction(&arm.reaction);
            if is_first_of_run(scenario, trigger) {
                let plans = planned(program, scenario, arm.then, false);
                add(trigger, By::Arm(arms.get(..place).unwrap_or_default()), filter.map(Cow::Borrowed), &plans);
            }
        }
    }
    found
}

/// What `when` rules answer with the end of all runs or of all mail.
fn ending(program: &Program) -> BTreeMap<Group<'_>, Vec<Trigger<'_>>> {
    let ends = |step: &Step| matches!(step.instruction, Instruction::Handoff { .. } | Instruction::StopMailing { .. });
    let mut found: BTreeMap<Group<'_>, Vec<Trigger<'_>>> = BTreeMap::new();
    for rule in program.rules.iter().filter(|rule| rule.steps.iter().any(ends)) {
        if let Some(trigger) = Trigger::of_rule(&rule.trigger) {
            found.entry(trigger.group()).or_default().push(trigger);
        }
    }
    found
}

/// Whether what an arm awaits may be there for the first time since the run began, and does not end it: else a scenario that
/// begins with it has begun before, and most do so once.
fn is_first_of_run(scenario: &Scenario, trigger: Trigger<'_>) -> bool {
    let meets = |reaction| Trigger::of_reaction(reaction).0.and(trigger).is_some();
    let stops = scenario.reactions_to_stop().any(meets);
    // A mail of the run is opened or clicked for the first time.
    let of_mail = matches!(trigger, Trigger::Open(_) | Trigger::Click(..));
    let starts_with_it =
        |start: &Start| Trigger::of_start(&start.trigger).is_some_and(|(one, _)| one.and(trigger).is_some());
    let awaits = scenario.steps.iter().filter(|step| {
        matches!(&step.instruction, Instruction::Await { arms, .. } if arms.iter().any(|arm| meets(&arm.reaction)))
    });
    !stops && (of_mail || (awaits.count() == 1 && !scenario.starts.iter().all(starts_with_it)))
}

/// What happens when both mails of a group are planned; `None` where that is not the same. Two arms, each of a run of its own,
/// are hardly met at once.
fn moment<'p>(one: &Mail<'p>, other: &Mail<'p>) -> Option<Trigger<'p>> {
    let arms = matches!((one.by, other.by), (By::Arm(_), By::Arm(_)));
    if arms || one.name == other.name {
        return None;
    }
    one.trigger.and(other.trigger)
}

/// Into which scenarios the runs of each go on, by `go to` and `begin`.
struct Ways<'p> {
    /// By one step.
    next: BTreeMap<&'p str, BTreeSet<&'p str>>,
    /// By any number of them, as far as it was asked; `None` where they are too many.
    all: BTreeMap<&'p str, Option<BTreeSet<&'p str>>>,
}

impl<'p> Ways<'p> {
    fn of(program: &'p Program) -> Self {
        let of_one = |(name, scenario): (&'p String, &'p Scenario)| {
            let entered = scenario.steps.iter().filter_map(|step| entered(&step.instruction));
            (name.as_str(), entered.collect::<BTreeSet<_>>())
        };
        Self { next: program.scenarios.iter().map(of_one).collect(), all: BTreeMap::new() }
    }

    /// Whether neither leads into the other: what does is told of the run itself, and has begun before what it leads into.
    fn are_apart(&mut self, one: &'p str, other: &'p str) -> bool {
        !self.leads(one, other) && !self.leads(other, one)
    }

    fn leads(&mut self, from: &'p str, to: &str) -> bool {
        let Self { next, all } = self;
        let reached = all.entry(from).or_insert_with(|| reached(next, from));
        reached.as_ref().is_none_or(|reached| reached.contains(to))
    }
}

/// The scenarios into which one leads, each looked at once; `None` where they are too many.
fn reached<'p>(next: &BTreeMap<&'p str, BTreeSet<&'p str>>, from: &'p str) -> Option<BTreeSet<&'p str>> {
    let mut open = vec![from];
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        open.extend(next.get(name).into_iter().flatten().copied().filter(|name| seen.insert(*name)));
        if seen.len() > MOST_ENTERED {
            return None;
        }
    }
    Some(seen)
}

/// Whether a lead may get both mails then.
fn may_meet(
    program: &Program,
    excludes: &Excludes<'_>,
    (one, other): (&Mail<'_>, &Mail<'_>),
    then: Trigger<'_>,
) -> bool {
    let (Some(mut facts), Some(others)) = (facts(program, one, then), facts(program, other, then)) else {
        return false;
    };
    // What one of them writes may let the other in, or keep the lead out.
    let reads = |facts: &[(&Expression, bool)], mail: &Mail<'_>| {
        facts.iter().any(|(fact, _)| !read(program, fact).is_disjoint(&mail.plan.written))
    };
    if reads(&facts, other) || reads(&others, one) || is_another_time(program, one, other, then) {
        return false;
    }
    facts.extend(others);
    !excludes(then.event(), &facts)
}

/// What holds, or does not, where the mail is planned; `None` where an arm above takes what happens. What speaks of the run
/// itself, its mails, its start, is not the same for the other one, and left out.
fn facts<'m>(program: &Program, mail: &'m Mail<'_>, then: Trigger<'_>) -> Option<Vec<(&'m Expression, bool)>> {
    let by_arm = matches!(mail.by, By::Arm(_));
    let sends = |email: &str| mail.scenario.sent().any(|sent| sent == email);
    let of_run = |fact: &Expression| {
        if let Expression::Opened { email } | Expression::Clicked { email, .. } | Expression::Received { email } = fact
        {
            return sends(email);
        }
        by_arm && matches!(fact, Expression::Start(_) | Expression::Count { window: Window::SinceStart, .. })
    };
    let of_event = |fact: &Expression| by_arm && matches!(fact, Expression::Event(_));
    let has =
        |fact: &Expression, wanted: &dyn Fn(&Expression) -> bool| every_part(program, fact).into_iter().any(wanted);
    let stops = mail.stops.iter().map(|stop| (*stop, false));
    let asked = mail.plan.asked.iter().copied();
    let filter = mail.filter.as_deref().filter(|filter| !by_arm || !has(filter, &of_run)).map(|filter| (filter, true));
    let of_others = |(fact, _): &(&Expression, bool)| !has(fact, &|part| of_run(part) || of_event(part));
    let mut facts: Vec<(&Expression, bool)> = filter.into_iter().chain(asked.chain(stops).filter(of_others)).collect();
    if let By::Arm(before) = mail.by {
        for arm in before {
            let (trigger, filter) = Trigger::of_reaction(&arm.reaction);
            if trigger.and(then) == Some(then) {
                facts.extend(Some(filter?).filter(|filter| !has(filter, &of_run)).map(|filter| (filter, false)));
            }
        }
    }
    Some(facts)
}

/// Whether one of them asks how often the event has come: then the other may have begun with an earlier one.
fn is_another_time(program: &Program, one: &Mail<'_>, other: &Mail<'_>, then: Trigger<'_>) -> bool {
    let Trigger::Event(wanted) = then else { return false };
    let counts = |fact: &Expression| {
        if let Expression::Count { event, window, .. } = fact {
            return event == wanted && *window != Window::SinceStart;
        }
        matches!(fact, Expression::Silent { what: Silent::Event(event), .. } if event == wanted)
    };
    let asks = |mail: &Mail<'_>| {
        let asked = mail.plan.asked.iter().map(|(fact, _)| *fact);
        asked.chain(mail.filter.as_deref()).any(|fact| every_part(program, fact).into_iter().any(counts))
    };
    let always = |mail: &Mail<'_>| mail.scenario.again == Again::Always;
    (asks(one) || asks(other)) && one.filter != other.filter && !(always(one) && always(other))
}

fn held(program: &Program) -> Held {
    let single = || program.limits.caps_in_force().iter().filter(|cap| cap.times == 1);
    let only_days = single().all(|cap| cap.within == Cap::CALENDAR_DAY) && program.limits.smallest_gap.is_none();
    match (single().next().is_some(), only_days) {
        (true, true) => Held::NextDay,
        (true, false) | (false, false) => Held::Later,
        (false, true) => Held::No,
    }
}
