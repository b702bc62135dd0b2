//! `sodate run` is killed (SIGKILL) in the midst of handing events `for everyone` to thousands of leads, again and again:
//! at the end each lead whom such an event concerns has had it exactly once, its team was told so exactly once, and nobody else had it.

use super::{Dice, PATIENCE, Stage, seed};
use sodate::engine::{Input, InputKind};
use sodate::ir::Value;
use sodate::ir::time::Instant;
use sodate::runtime::{Clock, SystemClock};
use sodate::store::sqlite::SqliteStore;
use sodate::store::{Announced, Broadcasts, Intake, LeadReference, NewInput, OutboxState, Reports};
use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, Instant as Moment};

const FLOW: &str = r#"
sender acme {
  name "株式会社アクメ"
  from "info@acme.example"
  address "東京都千代田区一番町1-1"
  contact "https://acme.example/contact"
}

lead { product: text }

event price_drop for everyone { product: text }

team shop { member "sato@acme.example" }

when price_drop where event.product == lead.product { notify shop because "値下げの対象です" }
"#;

const LEADS: usize = 4_000;
const EVENTS: usize = 8;
/// One lead in so many wants something else.
const OTHERS: usize = 5;
/// Lives in which one event must be through; each hands it on by a page at least, or is killed before it could.
const LIVES: usize = 60;
/// Kills that must have come after the first lead of an event was reached and before the last.
const KILLS_IN_THE_MIDST: usize = 15;

fn product(number: usize) -> Value {
    Value::Text(if number.is_multiple_of(OTHERS) { "棚" } else { "椅子" }.to_owned())
}

fn concerned(number: usize) -> bool {
    !number.is_multiple_of(OTHERS)
}

fn lead(number: usize, at: Instant) -> NewInput {
    let fields = BTreeMap::from([("product".to_owned(), Some(product(number)))]);
    let kind = InputKind::Update { fields, zone: None, basis: None, suppression: None };
    let lead = LeadReference::Address(format!("lead{number}@a.example"));
    NewInput { lead, input: Input { id: format!("lead {number}"), at, kind }, create: true }
}

fn announce(store: &SqliteStore, number: usize) {
    let properties = BTreeMap::from([("product".to_owned(), Value::Text("椅子".to_owned()))]);
    let kind = InputKind::Event { event: "price_drop".to_owned(), properties };
    let input = Input { id: format!("drop {number}"), at: SystemClock::new().now(), kind };
    assert_eq!(store.announce(input.clone()).unwrap(), Announced::New);
    assert_eq!(store.announce(input).unwrap(), Announced::Repeated);
}

/// Notices that the events have led to so far.
fn notices(store: &SqliteStore) -> u64 {
    store.outbox_counts().unwrap().into_iter().map(|(_, count)| count).sum()
}

fn is_through(store: &SqliteStore) -> bool {
    store.next_broadcast().unwrap().is_none() && store.waiting_inputs(None).unwrap() == 0
}

/// One life: until the engine has done something, and a little longer; or to a blind moment, with nobody else looking.
fn live_and_die(stage: &Stage, dice: &mut Dice) {
    let before = notices(&stage.open());
    let mut child = stage.start(&["run"]);
    if dice.below(4) == 0 {
        std::thread::sleep(Duration::from_micros(dice.below(400_000)));
    } else {
        let store = stage.open();
        let begun = Moment::now();
        while notices(&store) == before && !is_through(&store) {
            if begun.elapsed() > PATIENCE {
                let _ = child.kill();
                panic!("nothing came: {}", fs::read_to_string(stage.log()).unwrap());
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(dice.below(40_000)));
    }
    assert!(child.try_wait().unwrap().is_none(), "it ended: {}", fs::read_to_string(stage.log()).unwrap());
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Leads that had an event not exactly as often as it concerns them: their numbers, the events, and the notices.
fn wrong(store: &SqliteStore) -> Vec<(usize, Vec<String>, usize)> {
    let all: Vec<String> = (0..EVENTS).map(|number| format!("drop {number}")).collect();
    let is_drop = |input: &Input| matches!(&input.kind, InputKind::Event { event, .. } if event == "price_drop");
    let mut wrong = Vec::new();
    for number in 0..LEADS {
        let lead = store.find_lead(&LeadReference::Address(format!("lead{number}@a.example"))).unwrap().unwrap();
        let journal = store.journal(&lead).unwrap();
        let drops = journal.iter().filter(|entry| is_drop(&entry.input));
        let had: Vec<String> = drops.map(|entry| entry.input.id.replace(&format!("/{lead}"), "")).collect();
        let notices = store.mails_of(&lead).unwrap();
        assert!(notices.iter().all(|row| row.state == OutboxState::Planned), "nothing leaves in dry mode");
        let expected = if concerned(number) { all.as_slice() } else { &[] };
        if had != expected || notices.len() != expected.len() {
            wrong.push((number, had, notices.len()));
        }
    }
    wrong
}

#[test]
fn an_event_for_everyone_reaches_each_lead_once_whatever_dies() {
    let seed = seed();
    println!("SODATE_SEED={seed}");
    let mut dice = Dice(seed);
    let stage = Stage::with(FLOW, "dry", None);
    let now = SystemClock::new().now();
    stage.open().accept((0..LEADS).map(|number| lead(number, now)).collect(), true).unwrap();
    stage.finish(&["run", "--until-idle"]);
    let each = u64::try_from((0..LEADS).filter(|number| concerned(*number)).count()).unwrap();
    let (mut kills, mut in_the_midst) = (0, 0);
    for (number, before) in (0..EVENTS).zip((0..).step_by(usize::try_from(each).unwrap())) {
        announce(&stage.open(), number);
        for life in 0.. {
            assert!(life < LIVES, "SODATE_SEED={seed}: event {number} is not through after {LIVES} lives");
            live_and_die(&stage, &mut dice);
            kills += 1;
            let store = stage.open();
            if is_through(&store) {
                break;
            }
            in_the_midst += usize::from((before + 1..before + each).contains(&notices(&store)));
        }
    }
    stage.finish(&["run", "--until-idle"]);
    println!("{kills} kills, {in_the_midst} in the midst, {} notices", notices(&stage.open()));
    assert_eq!(wrong(&stage.open()), [], "SODATE_SEED={seed}");
    assert!(in_the_midst >= KILLS_IN_THE_MIDST, "SODATE_SEED={seed}: only {in_the_midst} of {kills} in the midst");
}
