//! Scores: rules, their frequencies and silences, the ledger's effects, and the crossing of thresholds. The score of a
//! lead is always the sum of the points in its score effects.

use super::civil::{self, Calendar};
use super::effect::{Cause, Effect, Score};
use super::evaluate::{last_sign, zone_of};
use super::state::Silence;
use super::work::{Happening, Origin, Work};
use crate::ir::time::{Amount, Instant};
use crate::ir::{Frequency, Program, RuleTrigger, ScoreRule, ScoreTrigger, Silent};

impl Work<'_> {
    /// Adds points and puts the change on the ledger; remembers each `when` rule whose threshold is crossed by it.
    pub(super) fn change_score(&mut self, points: i64, because: Option<String>, cause: Cause) {
        let before = self.state.score;
        let total = before.saturating_add(points);
        self.state.score = total;
        // At the ends of the range the ledger still adds up.
        let points = total.saturating_sub(before);
        self.effects.push(Effect::Score { score: Score { points, total, because }, cause });
        let Some((_, program)) = self.programs.current() else { return };
        for (number, rule) in program.rules.iter().enumerate() {
            match rule.trigger {
                RuleTrigger::ScoreReaches(bound) if before < bound && bound <= total => {
                    self.crossings.push_back(number);
                }
                RuleTrigger::ScoreReaches(_) | RuleTrigger::When(_) | RuleTrigger::Reaction(_) => {}
            }
        }
    }

    /// Fires the score rules that answer to what the lead has just done.
    pub(super) fn apply_score_rules(&mut self, happening: &Happening) {
        let Some((version, program)) = self.current() else { return };
        for rule in &program.score.rules {
            let origin = Origin::Rule { version, id: &rule.id };
            if fires_on(rule, happening, &self.scope(&program, origin)) && self.frequency_allows(rule, &program) {
                self.note_score_rule(&rule.id);
                let cause = self.cause(origin, None);
                self.change_score(rule.points, None, cause);
            }
        }
    }

    fn frequency_allows(&mut self, rule: &ScoreRule, program: &Program) -> bool {
        let Some(Frequency { times, per }) = rule.at_most else { return true };
        let happened = self.happened;
        let zone = zone_of(program, &self.state).to_owned();
        let firings = self.state.score_firings.entry(rule.id.clone()).or_default();
        let near = firings.iter().filter(|firing| civil::same_period(**firing, happened, per, &zone)).count();
        if near >= times as usize {
            return false;
        }
        firings.insert(firings.partition_point(|firing| *firing <= happened), happened);
        // One unit more than the frequency looks at, for events that are reported late.
        let kept = 2 * Amount::new(1, per).longest_milliseconds();
        let newest = firings.last().copied().unwrap_or(happened);
        firings.retain(|firing| newest.milliseconds_since(*firing) <= kept);
        true
    }

    /// Begins to watch for silences that the current program scores, and ceases to watch for others.
    pub(super) fn follow_silence_rules(&mut self) {
        let Some((_, program)) = self.current() else { return };
        self.state.silences.retain(|id, _| silence_rules(&program).any(|(rule, _, _)| rule.id == *id));
        for (rule, what, _) in silence_rules(&program) {
            if !self.state.silences.contains_key(&rule.id) {
                let known_since = self.state.created_at.unwrap_or(self.happened);
                let since = last_sign(what, &self.state).map_or(known_since, |sign| sign.max(known_since));
                self.state.silences.insert(rule.id.clone(), Silence { since, fired: false });
            }
        }
    }

    /// A response of the lead, or an event that is none, breaks silences; `event` is its name, if it was one.
    pub(super) fn break_silences(&mut self, event: &str, response: bool) {
        let Some((_, program)) = self.current() else { return };
        for (rule, what, _) in silence_rules(&program) {
            let breaks = match what {
                Silent::Response => response,
                Silent::Event(name) => event == name,
            };
            if let Some(silence) = self.state.silences.get_mut(&rule.id)
                && breaks
                && silence.since < self.happened
            {
                *silence = Silence { since: self.happened, fired: false };
            }
        }
    }

    /// The next silence to have lasted long enough, and its rule.
    pub(super) fn earliest_silence(&self) -> Option<(Instant, String)> {
        let (_, program) = self.programs.current()?;
        let zone = zone_of(program, &self.state);
        let calendar = Calendar::of(&program.limits);
        let due = |(rule, _, lasting): (&ScoreRule, &Silent, Amount)| {
            let silence = self.state.silences.get(&rule.id).filter(|silence| !silence.fired)?;
            Some((civil::add(silence.since, lasting, zone, calendar), rule.id.clone()))
        };
        silence_rules(program).filter_map(due).min()
    }

    /// Fires a silence rule, once for this silence.
    pub(super) fn fire_silence(&mut self, id: &str) {
        let Some((version, program)) = self.current() else { return };
        if let Some(silence) = self.state.silences.get_mut(id) {
            silence.fired = true;
        }
        if let Some((rule, _, _)) = silence_rules(&program).find(|(rule, _, _)| rule.id == id) {
            self.note_score_rule(id);
            let cause = self.cause(Origin::Rule { version, id }, None);
            self.change_score(rule.points, None, cause);
        }
    }
}

fn silence_rules(program: &Program) -> impl Iterator<Item = (&ScoreRule, &Silent, Amount)> {
    program.score.rules.iter().filter_map(|rule| match &rule.trigger {
        ScoreTrigger::Silent { what, lasting } => Some((rule, what, *lasting)),
        ScoreTrigger::OpenedAny | ScoreTrigger::ClickedAny | ScoreTrigger::Reaction(_) => None,
    })
}

fn fires_on(rule: &ScoreRule, happening: &Happening, scope: &super::evaluate::Scope<'_>) -> bool {
    match (&rule.trigger, happening) {
        (ScoreTrigger::OpenedAny, Happening::Open { .. }) => true,
        // `clicked any email` says email: a message has rules of its own.
        (ScoreTrigger::ClickedAny, Happening::Click { email, .. }) => !scope.program.messages.contains_key(email),
        (ScoreTrigger::Reaction(reaction), happening) => Work::is_reaction(reaction, happening, scope),
        (ScoreTrigger::OpenedAny | ScoreTrigger::ClickedAny | ScoreTrigger::Silent { .. }, _) => false,
    }
}
