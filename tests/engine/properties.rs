//! Properties over generated programs and histories: whatever a program says and a lead does, these hold.

use crate::support::*;
use proptest::prelude::*;
use sodate::engine::{
    Effect, Input, InputKind, MailOutcome, PlannedMail, Position, Programs, civil, is_marketing, mark_sending,
    new_lead, step,
};
use sodate::ir::time::{Amount, BusinessWeek, ClockTime, DAY_MILLISECONDS, Instant, Unit, Weekday};
use sodate::ir::*;
use sodate::scenario::host::{Record, VirtualHost};
use std::collections::{BTreeMap, BTreeSet};

const EMAILS: [&str; 3] = ["a", "b", "receipt"];
const EVENTS: [&str; 3] = ["one", "two", "three"];
const ZONES: [&str; 6] =
    ["Asia/Tokyo", "America/New_York", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca"];

/// Something that a lead does, or time that passes.
#[derive(Debug, Clone)]
pub enum Deed {
    Event(usize),
    Open(usize),
    Click(usize, bool),
    Set(bool),
    Pass(i64),
    Fate(usize),
    OptOut,
}

pub fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        6 => (0usize..3).prop_map(Deed::Event),
        3 => (0usize..3).prop_map(Deed::Open),
        3 => ((0usize..3), any::<bool>()).prop_map(|(email, guide)| Deed::Click(email, guide)),
        1 => any::<bool>().prop_map(Deed::Set),
        8 => (1i64..40_000).prop_map(Deed::Pass),
        2 => (0usize..6).prop_map(Deed::Fate),
        1 => Just(Deed::OptOut),
    ]
}

/// Records after which a history has been seen for long enough: some programs send a mail each day for ever.
const LONG_ENOUGH: usize = 400;

/// Does what is due until then; `false` where that was enough.
fn turns(host: &mut VirtualHost, until: Instant) -> bool {
    while host.next_due().is_some_and(|due| due <= until) {
        if host.records().len() > LONG_ENOUGH {
            return false;
        }
        host.turn().unwrap();
    }
    true
}

pub fn do_deed(host: &mut VirtualHost, deed: &Deed) -> Vec<Effect> {
    let link = |guide| if guide { "guide" } else { "demo" };
    match deed {
        Deed::Event(event) => host.event(EVENTS[*event]),
        Deed::Open(email) => host.open(EMAILS[*email]),
        Deed::Click(email, guide) => host.click(EMAILS[*email], link(*guide)),
        Deed::Set(won) => host.set("deal", won.then(|| text("won"))),
        Deed::OptOut => host.opt_out(),
        Deed::Fate(which) => {
            let reason = || "the server".to_owned();
            host.set_fate(match which {
                0 => MailOutcome::Unknown,
                1 => MailOutcome::NotSent { reason: reason() },
                2 => MailOutcome::Bounced { reason: reason() },
                _ => MailOutcome::Sent,
            });
            Vec::new()
        }
        Deed::Pass(minutes) => {
            let until = host.now().plus_milliseconds(minutes * 60_000);
            if turns(host, until) {
                host.advance_to(until).unwrap();
            }
            Vec::new()
        }
    }
}

fn reaction() -> impl Strategy<Value = Reaction> {
    prop_oneof![
        (0usize..3).prop_map(|email| on_open(EMAILS[email])),
        ((0usize..3), any::<bool>()).prop_map(|(email, any)| on_click(EMAILS[email], (!any).then_some("guide"))),
        (0usize..3).prop_map(|event| on_event(EVENTS[event])),
        Just(Reaction::Change { field: "deal".to_owned(), filter: None }),
    ]
}

fn twice_in_days(count: u32) -> Expression {
    let (event, filter, window) = ("two".to_owned(), None, Window::In(days(count)));
    compare(Expression::Count { event, filter, window }, Comparison::GreaterOrEqual, Expression::Literal(number(2)))
}

/// Starts beside the event.
fn more_starts() -> impl Strategy<Value = Option<StartTrigger>> {
    let quiet = Expression::Silent { what: Silent::Response, lasting: days(5) };
    let every = |schedule| StartTrigger::Every { schedule, at: Some(clock("9:00")), segment: "won".to_owned() };
    prop_oneof![
        4 => Just(None),
        1 => Just(Some(StartTrigger::When(lead_is("deal", "won")))),
        1 => (1u32..6).prop_map(|count| Some(StartTrigger::When(Expression::Not(Box::new(twice_in_days(count)))))),
        1 => Just(Some(StartTrigger::When(quiet))),
        1 => reaction().prop_map(|reaction| Some(StartTrigger::Reaction(reaction))),
        1 => Just(Some(every(Schedule::Weekly(Weekday::Monday)))),
        1 => (1u8..32).prop_map(move |day| Some(every(Schedule::Monthly(day)))),
    ]
}

fn late() -> impl Strategy<Value = Late> {
    (prop::option::of(1u32..5), any::<bool>()).prop_map(|(patience, stop)| Late {
        patience: patience.map(days),
        beyond: if stop { Beyond::Stop } else { Beyond::Skip },
    })
}

fn capped() -> impl Strategy<Value = Capped> {
    prop_oneof![3 => Just(Capped::Delay), 1 => Just(Capped::Skip), 1 => Just(Capped::Stop)]
}

/// An instruction at `place` of a list of `length`: it goes on forward, and back only after a wait.
fn instruction(place: u32, length: u32) -> impl Strategy<Value = Instruction> {
    let forward = move || place + 1..=length;
    let wanted = (0u32..72).prop_map(|hours| if hours % 2 == 0 { days(hours / 8) } else { amount(hours, Unit::Hour) });
    let day = (0u32..30, any::<bool>(), forward());
    prop_oneof![
        5 => (0usize..3, capped(), forward()).prop_map(|(email, capped, next)| {
            Instruction::Send { email: EMAILS[email].to_owned(), capped, next }
        }),
        3 => (wanted.clone(), forward()).prop_map(|(amount, next)| wait(amount, next)),
        1 => (1u32..9, 0..=length).prop_map(|(count, next)| wait(days(count), next)),
        2 => day.prop_map(|(day, stop, next)| {
            let otherwise = if stop { Otherwise::Stop } else { Otherwise::Skip(next) };
            wait_until(MomentBase::Day(day), None, otherwise, next)
        }),
        3 => (wanted, prop::collection::vec((reaction(), forward()), 1..3), forward())
            .prop_map(|(limit, arms, otherwise)| awaiting(limit, arms, otherwise)),
        1 => forward().prop_map(|next| handoff("x", next)),
        1 => (-20i64..40, forward()).prop_map(|(points, next)| score(points, next)),
        1 => forward().prop_map(|next| set("deal", "talking", next)),
        1 => (forward(), forward()).prop_map(|(then, otherwise)| branch(lead_is("deal", "won"), then, otherwise)),
        1 => (0usize..3).prop_map(|scenario| go_to(EVENTS[scenario])),
        2 => way(place, length),
    ]
}

/// Steps that choose a way or do something beside the run.
fn way(place: u32, length: u32) -> impl Strategy<Value = Instruction> {
    let forward = move || place + 1..=length;
    let deal = || Expression::Lead("deal".to_owned());
    prop_oneof![
        (forward(), forward(), forward()).prop_map(move |(won, missing, rest)| {
            choose(deal(), vec![(vec![text("won")], false, won), (Vec::new(), true, missing)], rest)
        }),
        (1u32..10_000, forward(), forward())
            .prop_map(|(share, a, b)| split(&[("a", share, a), ("b", 10_000 - share, b)])),
        // Its own round at once, or whatever lies between it and what follows.
        (1u32..5, any::<bool>(), forward()).prop_map(move |(times, until, next)| {
            repeat(times, until.then(|| lead_is("deal", "won")), place, next)
        }),
        (0usize..3, forward()).prop_map(|(scenario, next)| begin(EVENTS[scenario], next)),
        forward().prop_map(|next| notify("told", next)),
        forward().prop_map(|next| call("crm", next)),
        (any::<bool>(), forward()).prop_map(|(add, next)| audience("fans", add, next)),
        forward().prop_map(|next| stop_mailing("enough", next)),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Instruction>> {
    (1u32..8).prop_flat_map(|length| (0..length).map(|place| instruction(place, length).boxed()).collect::<Vec<_>>())
}

fn again() -> impl Strategy<Value = Again> {
    prop_oneof![Just(Again::Never), Just(Again::Always), (1u32..60).prop_map(|count| Again::After(days(count)))]
}

pub fn generated() -> impl Strategy<Value = Program> {
    let heads = (more_starts(), late(), 0i64..3);
    let scenarios = prop::collection::vec((steps(), again(), any::<bool>(), prop::option::of(reaction()), heads), 3);
    let caps =
        prop::collection::vec((1u32..3, 1u32..9).prop_map(|(times, count)| Cap { times, within: days(count) }), 0..3);
    let hours = prop::option::of((0u16..20, 1u16..5, any::<bool>()));
    let gap = prop::option::of((1u32..4).prop_map(days));
    (scenarios, caps, hours, prop::sample::select(&ZONES), gap).prop_map(|(scenarios, caps, hours, zone, gap)| {
        let mut program = program().email("a").email("b").transactional("receipt").caps(caps);
        program.segments.insert("won".to_owned(), lead_is("deal", "won"));
        program.limits.smallest_gap = gap;
        program.limits.closed = vec![Closed::Yearly { from: (2, 25), to: (3, 2) }];
        program.limits.zone = zone.to_owned();
        program.limits.hours = hours.map(|(from, length, weekdays)| SendingHours {
            days: if weekdays { BusinessWeek::Weekdays } else { BusinessWeek::EveryDay },
            from: ClockTime { minutes: from * 60 },
            to: ClockTime { minutes: (from + length) * 60 },
            holidays: weekdays.then_some(HolidayCalendar::Japan),
        });
        for (name, (steps, again, stops_when_won, stop_on, (start, late, priority))) in EVENTS.iter().zip(scenarios) {
            program = program.scenario(name, steps).again(name, again);
            program.scenarios[*name].late = late;
            program.scenarios[*name].priority = priority;
            program.scenarios[*name].starts.extend(start.map(|trigger| Start {
                id: "second".to_owned(),
                trigger,
                basis: None,
            }));
            if stops_when_won {
                program = program.stop(name, StopRule::When(lead_is("deal", "won")));
            }
            if let Some(reaction) = stop_on {
                program = program.stop(name, StopRule::On(reaction));
            }
        }
        let silent = ScoreTrigger::Silent { what: Silent::Response, lasting: days(20) };
        program
            .score_rule("opened", ScoreTrigger::OpenedAny, 10, None)
            .score_rule("clicked", ScoreTrigger::ClickedAny, 10, None)
            .score_rule(
                "two",
                ScoreTrigger::Reaction(on_event("two")),
                15,
                Some(Frequency { times: 2, per: Unit::Week }),
            )
            .score_rule("silent", silent, -30, None)
            .rule(RuleTrigger::ScoreReaches(20), vec![handoff("20 points", 1)])
            .rule(RuleTrigger::ScoreReaches(40), vec![score(-30, 1)])
            .rule(RuleTrigger::When(twice_in_days(2)), vec![set("deal", "won", 1)])
            .rule(RuleTrigger::Reaction(Reaction::Change { field: "deal".to_owned(), filter: None }), vec![score(1, 1)])
    })
}

pub fn live(program: Program, deeds: &[Deed]) -> VirtualHost {
    let mut host = host(program, "2026-02-20 10:00");
    for deed in deeds {
        do_deed(&mut host, deed);
    }
    host
}

/// The mails that left, with the time, in order.
fn deliveries(host: &VirtualHost) -> Vec<(PlannedMail, Instant)> {
    let mut planned = BTreeMap::new();
    let mut left = Vec::new();
    for record in host.records() {
        let Record::Step { at, input, effects } = record else { continue };
        if let InputKind::Mail { mail, outcome: MailOutcome::Sent | MailOutcome::Unknown } = &input.kind {
            left.push((PlannedMail::clone(&planned[mail]), *at));
        }
        for effect in effects {
            if let Effect::Plan { mail, .. } = effect {
                planned.insert(mail.key.id(), mail.clone());
            }
        }
    }
    left
}

pub fn marketing_times(host: &VirtualHost, program: &Program) -> Vec<Instant> {
    deliveries(host).iter().filter(|(mail, _)| is_marketing(program, &mail.email)).map(|(_, at)| *at).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(120) })]

    #[test]
    fn the_score_is_the_sum_of_its_ledger(program in generated(), deeds in prop::collection::vec(deed(), 0..40)) {
        let host = live(program, &deeds);
        let mut sum = 0;
        for effect in all_effects(&host) {
            if let Effect::Score { score, .. } = effect {
                sum += score.points;
                prop_assert_eq!(score.total, sum);
            }
        }
        prop_assert_eq!(host.state().score, sum);
    }

    #[test]
    fn a_lead_has_one_live_run_of_a_scenario_and_each_of_them_can_go_on(
        program in generated(),
        deeds in prop::collection::vec(deed(), 0..40),
    ) {
        let mut host = host(program, "2026-02-20 10:00");
        for deed in &deeds {
            do_deed(&mut host, deed);
            let runs = &host.state().enrolments;
            let names: BTreeSet<&str> = runs.iter().map(|run| run.scenario.as_str()).collect();
            prop_assert_eq!(names.len(), runs.len());
            for run in runs {
                match &run.position {
                    // The outbox has it, and will answer.
                    Position::Sending { .. } => prop_assert!(host.next_due().is_some()),
                    Position::Waiting { until, .. } | Position::Awaiting { until, .. } => {
                        prop_assert!(host.state().next_wake.is_some_and(|wake| wake <= *until));
                    }
                }
            }
            let state = host.state();
            let waits = state.watches.len() > 1 || state.watches.values().any(|held| *held) || !state.clocks.is_empty();
            if runs.is_empty() && !waits && state.silences.values().all(|silence| silence.fired) {
                prop_assert_eq!(host.state().next_wake, None);
            }
        }
    }

    #[test]
    fn caps_and_sending_hours_always_hold(program in generated(), deeds in prop::collection::vec(deed(), 0..40)) {
        let host = live(program.clone(), &deeds);
        let (zone, calendar) = (program.limits.zone.as_str(), civil::Calendar::of(&program.limits));
        let times = marketing_times(&host, &program);
        for time in &times {
            prop_assert!(civil::is_open(*time, zone, &program.limits));
        }
        if let Some(gap) = program.limits.smallest_gap {
            for pair in times.windows(2) {
                prop_assert!(civil::add(pair[0], gap, zone, calendar) <= pair[1], "{pair:?} within {gap:?}");
            }
        }
        let caps = if program.limits.caps.is_empty() { vec![Cap { times: 1, within: days(1) }] } else { program.limits.caps.clone() };
        for cap in caps {
            for (at, time) in times.iter().enumerate() {
                let inside = |earlier: &&Instant| if cap.within == days(1) {
                    civil::local_date(**earlier, zone) == civil::local_date(*time, zone)
                } else {
                    civil::add(**earlier, cap.within, zone, calendar) > *time
                };
                let before = times[..at].iter().filter(inside).count();
                prop_assert!(before < cap.times as usize, "{before} mails before {time:?} within {:?}", cap.within);
            }
        }
    }

    #[test]
    fn every_planned_mail_ends_once_and_none_leaves_early(program in generated(), deeds in prop::collection::vec(deed(), 0..40)) {
        let mut host = live(program, &deeds);
        let at_rest = turns(&mut host, Instant(i64::MAX));
        let mut planned = BTreeMap::new();
        let mut ended = BTreeMap::<String, u32>::new();
        for record in host.records() {
            let Record::Step { at, input, effects } = record else { continue };
            if let InputKind::Mail { mail, .. } = &input.kind {
                *ended.entry(mail.clone()).or_default() += 1;
                prop_assert!(planned[mail] <= *at, "a mail left before it was due");
            }
            for effect in effects {
                match effect {
                    Effect::Plan { mail, .. } => {
                        prop_assert!(mail.due >= *at || at.milliseconds_since(mail.due) < DAY_MILLISECONDS);
                        prop_assert_eq!(planned.insert(mail.key.id(), mail.due), None, "planned twice");
                    }
                    Effect::Skip { mail, .. } => {
                        planned.entry(mail.key.id()).or_insert(mail.due);
                        *ended.entry(mail.key.id()).or_default() += 1;
                    }
                    _ => {}
                }
            }
        }
        prop_assert!(ended.values().all(|count| *count == 1), "a mail ended twice");
        if at_rest {
            prop_assert_eq!(planned.len(), ended.len(), "a mail never ended");
            prop_assert!(host.state().enrolments.is_empty(), "a lead is stuck");
        }
    }

    #[test]
    fn after_an_opt_out_no_mail_is_planned_or_leaves(
        program in generated(),
        before in prop::collection::vec(deed(), 0..30),
        after in prop::collection::vec(deed(), 0..30),
    ) {
        let mut host = live(program.clone(), &before);
        host.opt_out();
        let seen = host.records().len();
        for deed in &after {
            do_deed(&mut host, deed);
        }
        for record in &host.records()[seen..] {
            let Record::Step { input, effects, .. } = record else { continue };
            let sent = matches!(&input.kind, InputKind::Mail { outcome: MailOutcome::Sent | MailOutcome::Unknown, .. });
            prop_assert!(!sent, "a mail left after the opt-out");
            for effect in effects {
                prop_assert!(!matches!(effect, Effect::Plan { .. }), "planned after the opt-out");
            }
        }
    }

    #[test]
    fn the_same_inputs_give_the_same_bytes(program in generated(), deeds in prop::collection::vec(deed(), 0..40)) {
        let host = live(program.clone(), &deeds);
        let programs = Programs::single(program.clone());
        let mut state = new_lead("lead-1", "yamada@example.test", at("2026-02-20 10:00"));
        let mut planned = BTreeMap::new();
        for record in host.records() {
            let Record::Step { at, input, effects } = record else { continue };
            // The gate marks what it lets through; what the virtual host's server did then comes with the input.
            if let InputKind::Mail { mail, outcome } = &input.kind
                && !matches!(outcome, MailOutcome::NotSent { reason } if reason != "the server")
            {
                let mail: &PlannedMail = &planned[mail];
                mark_sending(&mut state, &program, mail, *at);
            }
            // As a store would: the state and the input are written and read again in between.
            let stored = serde_json::to_string(&state).unwrap();
            let input: Input = serde_json::from_str(&serde_json::to_string(input).unwrap()).unwrap();
            let (next, again) = step(&programs, serde_json::from_str(&stored).unwrap(), &input, *at);
            prop_assert_eq!(serde_json::to_string(&again).unwrap(), serde_json::to_string(effects).unwrap());
            for effect in &again {
                if let Effect::Plan { mail, .. } = effect {
                    planned.insert(mail.key.id(), mail.clone());
                }
            }
            state = next;
        }
        prop_assert_eq!(serde_json::to_string(&state).unwrap(), serde_json::to_string(host.state()).unwrap());
    }

    #[test]
    fn a_repeated_open_or_click_changes_nothing(program in generated(), deeds in prop::collection::vec(deed(), 0..40)) {
        let mut host = host(program, "2026-02-20 10:00");
        for deed in &deeds {
            do_deed(&mut host, deed);
            if matches!(deed, Deed::Open(_) | Deed::Click(..)) {
                let before = host.state().clone();
                let effects = do_deed(&mut host, deed);
                prop_assert!(effects.is_empty(), "{effects:?}");
                prop_assert_eq!(host.state(), &before);
            }
        }
    }

    #[test]
    fn a_wait_of_days_is_never_cut_short(
        zone in prop::sample::select(&ZONES),
        start in 946_684_800_000_i64..2_208_988_800_000,
        count in 0u32..=400,
        from in 0u16..20,
    ) {
        let flow = vec![wait(days(count), 1), send("a", 2), end()];
        let mut program = program().email("a").scenario("one", flow);
        program.limits.zone = zone.to_owned();
        let hours = SendingHours {
            days: BusinessWeek::Weekdays,
            from: ClockTime { minutes: from * 60 },
            to: ClockTime { minutes: (from + 4) * 60 },
            holidays: Some(HolidayCalendar::Japan),
        };
        let start = Instant(start);
        let mut host = VirtualHost::new(
            Programs::single(program.hours(hours)),
            new_lead("lead-1", "yamada@example.test", start),
            start,
        );
        host.event("one");
        while host.turn().unwrap() {}
        let (_, left) = deliveries(&host)[0].clone();
        let day = civil::plus_days(civil::local_date(start, zone), i64::from(count));
        prop_assert!(left >= civil::add(start, Amount::new(count, Unit::Day), zone, civil::Calendar::of_hours(&hours)));
        prop_assert!(civil::local_date(left, zone) >= day);
        prop_assert!(civil::is_open(left, zone, &hours));
    }
}
