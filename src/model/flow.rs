//! The way of a run through a scenario: steps that are never reached, days that are over, awaits that nothing can meet.

mod anchors;
mod branches;
mod mails;

use super::checker::Checker;
use super::expression::bare_word;
use super::findings::flow::{ArmNeverMet, AwaitWithoutArms, NeverReached, WhyNever};
use super::findings::moments::{DayMayBeOver, DaysOutOfOrder, MomentAlwaysPast, MomentNeedsElse, SkipOnWait};
use super::loops::{Jump, Jumps};
use super::timeline::{Over, Passed};
use crate::ir::time::Amount;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Again, Arm, Capped, HeadKind, MomentKind, Name, Otherwise, ReactionKind, Step, StepKind};
use anchors::Anchors;
use std::collections::BTreeSet;

/// What is known where a run stands.
#[derive(Debug, Clone)]
struct Point {
    /// A run can be here. Where not, what ended it.
    ended_by: Option<Span>,
    passed: Passed,
    /// How far behind the dates of moments it is.
    anchors: Anchors,
    /// The last step in which time passed: a day, a wait, an await.
    clock: Option<Span>,
    /// Mails that some way here has sent.
    sent: BTreeSet<String>,
    /// Every way here has taken time.
    took_time: bool,
    /// Every way here has taken time or sent something, which need not take any.
    sent_or_took_time: bool,
    /// A step on the way could not be read: nothing is certain.
    doubt: bool,
}

impl Point {
    fn start() -> Self {
        Self {
            ended_by: None,
            passed: Passed::START,
            anchors: Anchors::default(),
            clock: None,
            sent: BTreeSet::new(),
            took_time: false,
            sent_or_took_time: false,
            doubt: false,
        }
    }

    const fn is_live(&self) -> bool {
        self.ended_by.is_none()
    }

    const fn sent_at_least(&self) -> bool {
        self.took_time || self.sent_or_took_time
    }

    fn ended(mut self, by: Span) -> Self {
        self.ended_by = Some(by);
        self
    }

    /// Where two ways meet.
    fn or(self, other: Self) -> Self {
        match (self.is_live(), other.is_live()) {
            (false, _) => other,
            (true, false) => self,
            (true, true) => Self {
                ended_by: None,
                passed: self.passed.or(other.passed),
                anchors: self.anchors.clone().or(&other.anchors),
                clock: other.clock.or(self.clock),
                sent: &self.sent | &other.sent,
                took_time: self.took_time && other.took_time,
                sent_or_took_time: self.sent_at_least() && other.sent_at_least(),
                doubt: self.doubt || other.doubt,
            },
        }
    }
}

impl Checker<'_> {
    /// Follows every scenario, and returns the jumps between them.
    pub fn flow(&mut self) -> Jumps {
        let mut jumps = Jumps::default();
        let scenarios: Vec<_> = self.names.scenarios.iter().map(|(name, entry)| (*name, entry.syntax)).collect();
        for (name, scenario) in scenarios {
            if scenario.heads.iter().any(|head| matches!(head.kind, HeadKind::Again(Again::Always))) {
                jumps.comes_again(name);
            }
            let sends = BTreeSet::new();
            let mut walk = Walk { checker: self, scenario: name, sends, jumps: &mut jumps, quiet: false };
            walk.sends = walk.all_sent();
            let end = walk.steps(&scenario.steps, Point::start());
            if end.is_live() && !end.sent_at_least() {
                jumps.ends_at_once(name);
            }
        }
        jumps
    }
}

struct Walk<'w, 'a> {
    checker: &'w mut Checker<'a>,
    scenario: &'w str,
    /// All mails that the scenario sends.
    sends: BTreeSet<String>,
    jumps: &'w mut Jumps,
    /// A walk that only looks where a round leads; what it finds is not kept.
    quiet: bool,
}

impl Walk<'_, '_> {
    fn steps(&mut self, steps: &[Step], mut point: Point) -> Point {
        for step in steps {
            if let Some(by) = point.ended_by {
                if !point.doubt {
                    self.checker.report.add(&NeverReached { by, span: step.span });
                }
                break;
            }
            point = self.step(step, point);
        }
        point
    }

    fn step(&mut self, step: &Step, mut point: Point) -> Point {
        match &step.kind {
            StepKind::Send { email, capped } => {
                point.sent.insert(email.text.clone());
                point.took_time |= self.waits_under_a_cap(email, capped.map(|capped| capped.node));
                point.sent_or_took_time = true;
                // Most leads get the mail only when its trial is decided.
                if let Some(after) = self.checker.trial_time(&email.text) {
                    point.passed = point.passed.wait(after, false);
                    point.clock = Some(step.span);
                }
                point
            }
            StepKind::Wait(amount) => {
                point.passed = point.passed.wait(amount.node, true);
                point.anchors.wait(amount.node);
                point.clock = Some(step.span);
                point.took_time |= amount.node.count > 0;
                point
            }
            StepKind::WaitUntil { moment, otherwise } => {
                if let Some(skip) = otherwise.filter(|one| one.node == Otherwise::Skip) {
                    self.checker.report.add(&SkipOnWait { span: skip.span });
                }
                self.moment(step, &moment.kind, moment, *otherwise, point)
            }
            StepKind::On { moment, step: inner, otherwise } => {
                let before = point.clone();
                let at = self.moment(step, &moment.kind, moment, *otherwise, point);
                let after = self.step(inner, at.clone());
                let skips = otherwise.is_some_and(|one| one.node == Otherwise::Skip);
                if skips { after.or(Point { passed: at.passed, anchors: at.anchors, ..before }) } else { after }
            }
            StepKind::Await { limit, arms, otherwise } => {
                let otherwise = otherwise.as_ref().map_or([].as_slice(), |block| block.steps.as_slice());
                self.await_step(step, *limit, arms, otherwise, point)
            }
            StepKind::If { condition, then, otherwise } => {
                self.condition(condition, &point);
                let then = self.steps(&then.steps, point.clone());
                let otherwise = match otherwise {
                    Some(block) => self.steps(&block.steps, point),
                    None => point,
                };
                joined(step.span, then.or(otherwise))
            }
            StepKind::GoTo(target) => {
                self.jump(target, step.span, &point, false);
                point.ended(step.span)
            }
            StepKind::Begin(target) => {
                self.jump(target, step.span, &point, true);
                point
            }
            // A handoff ends every run of the lead (docs/adr/0001), as `stop` ends this one.
            StepKind::Stop | StepKind::Handoff { .. } | StepKind::StopMailing { .. } => {
                if !point.sent_at_least() {
                    self.jumps.ends_at_once(self.scenario);
                }
                point.ended(step.span)
            }
            StepKind::Set { .. }
            | StepKind::Score { .. }
            | StepKind::Notify { .. }
            | StepKind::AddTo(_)
            | StepKind::RemoveFrom(_)
            | StepKind::Call { .. } => point,
            StepKind::Match { arms, otherwise, .. } => self.match_step(step, arms, otherwise.as_ref(), &point),
            StepKind::Split(arms) => self.split_step(step, arms, &point),
            StepKind::Repeat { times, until, block } => self.repeat_step(step, *times, until.as_ref(), block, &point),
            StepKind::Junk => Point { doubt: true, ..point },
        }
    }

    fn jump(&mut self, target: &Name, span: Span, point: &Point, beside: bool) {
        if !point.took_time && !point.doubt {
            let (from, to) = (self.scenario.to_owned(), target.text.clone());
            self.jumps.add(Jump { from, to, span, beside, sent: point.sent_at_least() });
        }
    }

    /// Whether so many of it cannot leave at once. Messages and transactional mails know no caps, and a mail that a full
    /// cap leaves out does not wait for one. What ends the run does not go round either.
    fn waits_under_a_cap(&self, sent: &Name, capped: Option<Capped>) -> bool {
        let names = &self.checker.names;
        if names.messages.contains_key(sent.text.as_str()) {
            return false;
        }
        if names.emails.get(sent.text.as_str()).is_some_and(|entry| entry.syntax.transactional.is_some()) {
            return false;
        }
        let heads = names.scenarios.get(self.scenario).map_or(&[][..], |entry| entry.syntax.heads.as_slice());
        let head = heads
            .iter()
            .find_map(|head| if let HeadKind::Capped(capped) = &head.kind { Some(capped.node) } else { None });
        capped.or(head) != Some(Capped::Skip)
    }

    fn await_step(
        &mut self,
        step: &Step,
        limit: Spanned<Amount>,
        arms: &[Arm],
        otherwise: &[Step],
        point: Point,
    ) -> Point {
        if arms.is_empty() && !self.checker.damage.touches(step.span) {
            let span = Span::new(step.span.file, step.span.start, limit.span.end);
            self.checker.report.add(&AwaitWithoutArms { span });
        }
        let mut waited = point.clone();
        waited.clock = Some(step.span);
        waited.took_time |= limit.node.count > 0;
        let met = Point { passed: point.passed.wait(limit.node, false), ..waited.clone() };
        let deadline = Point { passed: point.passed.wait(limit.node, true), ..waited };
        let mut after = self.steps(otherwise, deadline);
        for (at, arm) in arms.iter().enumerate() {
            self.arm(arm, arms.get(..at).unwrap_or_default(), &met);
            let end = self.steps(&arm.block.steps, met.clone());
            after = after.or(end);
        }
        joined(step.span, after)
    }

    fn arm(&mut self, arm: &Arm, before: &[Arm], point: &Point) {
        self.condition_of_arm(&arm.reaction.kind, point);
        let (ReactionKind::Open(email) | ReactionKind::Click { email, .. }) = &arm.reaction.kind else {
            return self.taken(arm, before);
        };
        let names = &self.checker.names;
        let is_known = |sent: &str| names.emails.contains_key(sent) || names.messages.contains_key(sent);
        // What was sent under a misspelt name may be this mail; the misspelling has its own message.
        let certain = self.knows_what_was_sent(point);
        if certain && is_known(&email.text) && !point.sent.contains(&email.text) {
            let why = WhyNever::NotSent { email: &email.text };
            self.checker.report.add(&ArmNeverMet { why, span: arm.reaction.span });
        } else {
            self.taken(arm, before);
        }
    }

    /// Tells an arm that another one above takes everything of.
    fn taken(&mut self, arm: &Arm, before: &[Arm]) {
        // An event since the start may have come before the ones that are awaited from now on.
        let covers = |one: &&Arm| {
            covers(&one.reaction.kind, &arm.reaction.kind) && (one.since_start.is_some() || arm.since_start.is_none())
        };
        if let Some(first) = before.iter().find(covers) {
            let why = WhyNever::Taken { by: first.reaction.span };
            self.checker.report.add(&ArmNeverMet { why, span: arm.reaction.span });
        }
    }

    fn moment(
        &mut self,
        step: &Step,
        kind: &MomentKind,
        moment: &crate::syntax::ast::Moment,
        otherwise: Option<Spanned<Otherwise>>,
        mut point: Point,
    ) -> Point {
        match kind {
            MomentKind::Day(day) => {
                let Ok(number) = u32::try_from(day.node) else { return point };
                point.took_time |= number > 0;
                self.day(step, Spanned::new(number, moment.span), moment.at, otherwise, point)
            }
            MomentKind::Around { .. } | MomentKind::Date(_) => {
                if matches!(kind, MomentKind::Around { anchor, .. } if bare_word(anchor).is_some()) {
                    // A lonely word such as `day3` has its own message.
                    return Point { doubt: true, ..point };
                }
                let fixed = matches!(kind, MomentKind::Date(_));
                if otherwise.is_none() {
                    let on = matches!(step.kind, StepKind::On { .. });
                    self.checker.report.add(&MomentNeedsElse { fixed, on, span: moment.span, step: step.span });
                }
                point.took_time |= otherwise.is_some_and(|one| one.node == Otherwise::Stop);
                if let Some(because) = point.anchors.past(moment).filter(|_| !point.doubt) {
                    self.checker.report.add(&MomentAlwaysPast { because, span: moment.span });
                }
                point.anchors.after(moment, step.span);
                Point { passed: point.passed.any_time(), clock: Some(step.span), ..point }
            }
            MomentKind::Next(_) => {
                let week = Amount::new(if moment.at.is_some() { 8 } else { 7 }, crate::ir::time::Unit::Day);
                Point { passed: point.passed.wait(week, false), clock: Some(step.span), took_time: true, ..point }
            }
            MomentKind::Junk => Point { doubt: true, ..point },
        }
    }

    fn day(
        &mut self,
        step: &Step,
        day: Spanned<u32>,
        at: Option<Spanned<crate::syntax::ast::ClockTime>>,
        otherwise: Option<Spanned<Otherwise>>,
        mut point: Point,
    ) -> Point {
        let at = at.map(|at| at.node);
        let target = Passed::at_day(day.node, at);
        let over = if point.doubt { Over::No } else { point.passed.is_over(day.node, at) };
        point.passed = match (over, otherwise.map(|one| one.node)) {
            (Over::Always, _) => {
                let because = point.clock;
                let days = point.passed.least_days();
                self.checker.report.add(&DaysOutOfOrder { day: day.node, at, days, because, span: day.span });
                point.passed
            }
            (Over::Maybe, None) => {
                let on = matches!(step.kind, StepKind::On { .. });
                let (days, slow) = (point.passed.most_days(), point.clock);
                self.checker.report.add(&DayMayBeOver { day: day.node, at, days, slow, on, span: day.span });
                target
            }
            (Over::Maybe, Some(Otherwise::Now | Otherwise::Skip)) => point.passed.not_before(target),
            (Over::Maybe, Some(Otherwise::Stop)) | (Over::No, _) => target,
        };
        if over != Over::Always {
            point.clock = Some(day.span);
        }
        point
    }
}

/// After a step whose ways have all ended, the step itself is what ended the run.
fn joined(span: Span, mut after: Point) -> Point {
    if !after.is_live() {
        after.ended_by = Some(span);
    }
    after
}

/// Whether everything that meets `later` meets `earlier` first.
fn covers(earlier: &ReactionKind, later: &ReactionKind) -> bool {
    match (earlier, later) {
        (ReactionKind::Open(one), ReactionKind::Open(other)) => one.text == other.text,
        (ReactionKind::Click { email, link }, ReactionKind::Click { email: other, link: other_link }) => {
            let same = |one: &Name| other_link.as_ref().is_some_and(|link| link.text == one.text);
            email.text == other.text && link.as_ref().is_none_or(same)
        }
        (
            ReactionKind::Open(_)
            | ReactionKind::Click { .. }
            | ReactionKind::Event { .. }
            | ReactionKind::Change { .. }
            | ReactionKind::Junk,
            _,
        ) => false,
    }
}
