//! Events about things on both stores and in the runtime: found by an index, handed out in pages, to each lead once.

mod support;

use sodate::engine::{Input, InputKind, describe};
use sodate::ir::time::Instant;
use sodate::ir::{Program, Value};
use sodate::runtime::{ManualClock, SendMode};
use sodate::store::memory::MemoryStore;
use sodate::store::{Announced, Broadcasts, Intake, LeadReference, NewInput, Storage, Store};
use std::collections::BTreeMap;
use std::sync::Arc;
use support::program::{FakeServer, Stage};
use support::rows::{Host, InMemory, OnDisk};
use support::{MORNING, compiled};

const FLOW: &str = r#"
sender acme {
  name "株式会社アクメ" from "info@acme.example"
  address "東京都千代田区一番町1-1" contact "https://acme.example/contact"
}
lead { product: text = "なし"  wishes: list of text? }
event price_drop for everyone { product: text  price: number }
event order { product: text }
email cheaper { subject "値下げ" body "{{ event.product }} が値下げになりました。" }
scenario drop {
  start on price_drop where event.product == lead.product and event.price < 100, gives consent
  again always
  send cheaper
}
segment quiet when no response for 1 year
"#;

const WISHES: &str = r#"
scenario wished {
  start on price_drop where event.product in lead.wishes, gives consent
  send cheaper
}
"#;

fn program(more: &str) -> Program {
    compiled(&format!("{FLOW}{more}"))
}

fn text(value: &str) -> Value {
    Value::Text(value.to_owned())
}

/// A lead with these fields.
fn lead(number: usize, fields: &[(&str, Value)]) -> NewInput {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), Some(value.clone()))).collect();
    let kind = InputKind::Update { fields, zone: None, basis: None, suppression: None };
    let input = Input { id: format!("lead {number}"), at: MORNING, kind };
    NewInput { lead: LeadReference::Address(format!("lead{number}@a.example")), input, create: true }
}

fn price_drop(id: &str, product: &str, price: i64) -> Input {
    let properties =
        BTreeMap::from([("product".to_owned(), text(product)), ("price".to_owned(), Value::Number(price.into()))]);
    Input { id: id.to_owned(), at: MORNING, kind: InputKind::Event { event: "price_drop".to_owned(), properties } }
}

fn stage(store: Arc<dyn Storage>) -> Stage {
    Stage::with(store, Arc::new(ManualClock::new(MORNING)), FakeServer::new(), SendMode::Dry)
}

/// Works until nothing is left to do; the number of ticks that did something.
fn work(stage: &Stage) -> usize {
    (0..1_000).take_while(|_| stage.runtime.tick_engine().unwrap() > 0).count()
}

/// How often each lead got an event about a thing, in order of the leads.
fn deliveries(store: &dyn Storage) -> Vec<usize> {
    let leads = store.leads().unwrap();
    let is_drop = |input: &Input| matches!(&input.kind, InputKind::Event { event, .. } if event == "price_drop");
    let count = |lead: &str| store.journal(lead).unwrap().iter().filter(|entry| is_drop(&entry.input)).count();
    leads.iter().map(|(lead, _)| count(lead)).collect()
}

fn an_event_is_accepted_once_and_reaches_those_who_match<H: Host>()
where
    H::Opened: 'static,
{
    let host = H::new();
    let store: Arc<dyn Storage> = Arc::new(host.open());
    store.publish(&program(""), MORNING).unwrap();
    let products = ["椅子", "机", "椅子", "棚"];
    let leads = products.iter().enumerate().map(|(at, product)| lead(at, &[("product", text(product))]));
    store.accept(leads.collect(), true).unwrap();
    assert_eq!(store.announce(price_drop("d1", "椅子", 50)).unwrap(), Announced::New);
    assert_eq!(store.announce(price_drop("d1", "椅子", 50)).unwrap(), Announced::Repeated);
    assert_eq!(store.announce(price_drop("d1", "机", 50)).unwrap(), Announced::Conflict);
    assert!(store.next_broadcast().unwrap().is_none(), "the leads' own inputs come first");
    // Known only after the event: not meant.
    store.accept(vec![lead(9, &[("product", text("椅子"))])], true).unwrap();
    let stage = stage(store.clone());
    work(&stage);
    assert_eq!(deliveries(&*store), [1, 0, 1, 0, 0]);
    assert!(store.next_broadcast().unwrap().is_none());
    let state = stage.state(&stage.lead("lead0@a.example"));
    assert_eq!(state.last_response_at, None, "the lead has done nothing");
    assert_eq!(state.enrolments.len(), 1);
    // The index follows the fields; a filter beside it still decides who starts.
    let moved = Input { id: "moved".to_owned(), ..lead(1, &[("product", text("椅子"))]).input };
    let moved = NewInput { lead: LeadReference::Address("lead1@a.example".to_owned()), input: moved, create: false };
    store.accept(vec![moved], true).unwrap();
    work(&stage);
    store.announce(price_drop("d2", "椅子", 500)).unwrap();
    work(&stage);
    assert_eq!(deliveries(&*store), [2, 1, 2, 0, 1]);
    assert!(stage.state(&stage.lead("lead1@a.example")).enrolments.is_empty());
}

fn defaults_count_and_fields_that_are_used_later_are_indexed_then<H: Host>()
where
    H::Opened: 'static,
{
    let host = H::new();
    let store: Arc<dyn Storage> = Arc::new(host.open());
    store.publish(&program(""), MORNING).unwrap();
    let wishes = |names: &[&str]| Value::List(names.iter().map(|name| text(name)).collect());
    let leads = [
        lead(0, &[]),
        lead(1, &[("wishes", wishes(&["机", "棚"]))]),
        lead(2, &[("wishes", wishes(&["椅子"])), ("product", text("棚"))]),
    ];
    store.accept(leads.into(), true).unwrap();
    let stage = stage(store.clone());
    work(&stage);
    store.announce(price_drop("d1", "なし", 50)).unwrap();
    store.announce(price_drop("d2", "棚", 50)).unwrap();
    work(&stage);
    assert_eq!(deliveries(&*store), [1, 1, 1], "`なし` is the default of the first two, `棚` the product of the third");
    store.publish(&program(WISHES), Instant(MORNING.0 + 1)).unwrap();
    store.announce(price_drop("d3", "棚", 50)).unwrap();
    work(&stage);
    assert_eq!(deliveries(&*store), [1, 2, 2]);
}

/// A step takes the value of a field away: the stored lead has none, in the index its declared default stands in.
fn a_field_that_a_step_clears_is_gone_from_the_store<H: Host>()
where
    H::Opened: 'static,
{
    let host = H::new();
    {
        let store: Arc<dyn Storage> = Arc::new(host.open());
        let clears = "when order { set lead.product = missing  set lead.wishes = missing }";
        let optional =
            FLOW.replace("product: text = \"なし\"", "product: text? = \"なし\"").replace("  wishes", "\n  wishes");
        store.publish(&compiled(&format!("{optional}{WISHES}{}", clears.replace("  ", "\n"))), MORNING).unwrap();
        let fields = [("product", text("椅子")), ("wishes", Value::List(vec![text("棚")]))];
        store.accept(vec![lead(0, &fields)], true).unwrap();
        let stage = stage(store.clone());
        work(&stage);
        let kept = |stage: &Stage| stage.state(&stage.lead("lead0@a.example")).fields;
        assert_eq!(kept(&stage).len(), 2);
        let properties = BTreeMap::from([("product".to_owned(), text("椅子"))]);
        let kind = InputKind::Event { event: "order".to_owned(), properties };
        let input = Input { id: "order".to_owned(), at: MORNING, kind };
        let ordered = NewInput { lead: LeadReference::Address("lead0@a.example".to_owned()), input, create: false };
        store.accept(vec![ordered], true).unwrap();
        work(&stage);
        assert!(kept(&stage).is_empty(), "{:?}", kept(&stage));
        for (id, product) in [("d1", "椅子"), ("d2", "棚"), ("d3", "なし")] {
            store.announce(price_drop(id, product, 50)).unwrap();
        }
        work(&stage);
        assert_eq!(deliveries(&*store), [1], "only by the default");
        let journal = store.journal(&stage.lead("lead0@a.example")).unwrap();
        let told: Vec<_> = journal.iter().flat_map(|entry| &entry.effects).map(describe).collect();
        assert!(told.iter().any(|text| text.en == "field `product` cleared"), "{told:?}");
        assert!(told.iter().any(|text| text.ja == "項目 `wishes` を空にしました"), "{told:?}");
    }
    let store: Arc<dyn Storage> = Arc::new(host.open());
    let stage = stage(store);
    assert!(stage.state(&stage.lead("lead0@a.example")).fields.is_empty(), "nor after a restart");
}

/// Every tick may be the last one of its process; the next one goes on from what is stored.
fn a_delivery_that_dies_in_the_middle_reaches_each_lead_once<H: Host>()
where
    H::Opened: 'static,
{
    const LEADS: usize = 1_300;
    let host = H::new();
    {
        let store = host.open();
        store.publish(&program(""), MORNING).unwrap();
        let leads = (0..LEADS).map(|at| lead(at, &[("product", text(if at % 13 == 0 { "棚" } else { "椅子" }))]));
        store.accept(leads.collect(), true).unwrap();
    }
    let mut announced = false;
    for _ in 0..100 {
        let store: Arc<dyn Storage> = Arc::new(host.open());
        let stage = stage(store.clone());
        let done = stage.runtime.tick_engine().unwrap();
        if !announced && store.waiting_inputs(None).unwrap() == 0 {
            store.announce(price_drop("d1", "椅子", 50)).unwrap();
            announced = true;
        } else if done == 0 {
            break;
        }
    }
    let store = host.open();
    let expected: Vec<usize> = (0..LEADS).map(|at| usize::from(at % 13 != 0)).collect();
    assert_eq!(deliveries(&store), expected);
    assert!(store.next_broadcast().unwrap().is_none());
}

fn a_program_that_waits_for_something_new_wakes_every_lead<H: Host>()
where
    H::Opened: 'static,
{
    let host = H::new();
    let store: Arc<dyn Storage> = Arc::new(host.open());
    store.publish(&program(""), MORNING).unwrap();
    store.accept((0..3).map(|at| lead(at, &[])).collect(), true).unwrap();
    let stage = stage(store.clone());
    work(&stage);
    let later = Instant(MORNING.0 + 1_000);
    assert!(store.due_leads(later, 10).unwrap().is_empty());
    let waiting = "scenario wake_up {\n  start when lead in quiet, needs consent\n  send cheaper\n}\n";
    let rested = "email cheaper";
    assert!(FLOW.contains(rested));
    let flow = waiting.replace("send cheaper", "wait 1 day");
    store.publish(&program(&flow), later).unwrap();
    assert_eq!(store.due_leads(later, 10).unwrap().len(), 3);
    assert_eq!(store.next_due().unwrap(), Some(later));
    work(&stage);
    assert!(store.due_leads(later, 10).unwrap().is_empty(), "each was looked at once");
    let state = stage.state(&stage.lead("lead0@a.example"));
    assert!(state.next_wake.is_some_and(|wake| wake > later), "the silence will be noticed");
    // The same things under another program need no look.
    store.publish(&program(&flow.replace("wait 1 day", "wait 2 days")), later).unwrap();
    assert!(store.due_leads(later, 10).unwrap().is_empty());
}

macro_rules! on_both_hosts {
    ($($name:ident),+ $(,)?) => {
        mod in_memory { $(#[test] fn $name() { super::$name::<super::InMemory>(); })+ }
        mod on_disk { $(#[test] fn $name() { super::$name::<super::OnDisk>(); })+ }
    };
}

on_both_hosts!(
    an_event_is_accepted_once_and_reaches_those_who_match,
    defaults_count_and_fields_that_are_used_later_are_indexed_then,
    a_field_that_a_step_clears_is_gone_from_the_store,
    a_delivery_that_dies_in_the_middle_reaches_each_lead_once,
    a_program_that_waits_for_something_new_wakes_every_lead,
);

#[test]
fn among_ten_thousand_leads_only_those_who_match_are_loaded() {
    let store = Arc::new(MemoryStore::new());
    store.publish(&program(""), MORNING).unwrap();
    let product = |at: usize| if at % 500 == 7 { "椅子" } else { "机" };
    store.accept((0..10_000).map(|at| lead(at, &[("product", text(product(at)))])).collect(), true).unwrap();
    let stage = stage(store.clone());
    work(&stage);
    let before = store.loaded();
    store.announce(price_drop("d1", "椅子", 50)).unwrap();
    work(&stage);
    assert_eq!(store.loaded() - before, 20);
    assert_eq!(deliveries(&*store).iter().sum::<usize>(), 20);
}
