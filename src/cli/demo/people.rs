//! The twenty people of the demo and what each of them does: when they come, and how they react to the mails that they
//! receive. All of them are invented.

/// Something that a person does.
#[derive(Debug, Clone, Copy)]
pub enum Act {
    /// Opens the mail: loads its pictures.
    Open,
    /// Opens the mail and follows its first link.
    Click,
    /// Presses the mail program's unsubscribe button.
    Unsubscribe,
    /// Does something on the company's site: event, property, value.
    Event(&'static str, &'static str, &'static str),
    /// Sales talks to the person: the CRM writes that down.
    DealTalking,
}

/// A reaction to a mail.
#[derive(Debug, Clone, Copy)]
pub struct Reaction {
    /// To which of the received mails, from 1.
    pub mail: usize,
    /// How long after its arrival.
    pub after_minutes: i64,
    /// What.
    pub act: Act,
}

/// One person.
#[derive(Debug, Clone, Copy)]
pub struct Person {
    /// Address, as in leads.csv.
    pub email: &'static str,
    /// When the person comes, counted from the demo's beginning.
    pub comes_after_minutes: i64,
    /// What the person does then.
    pub first: Act,
    /// What follows.
    pub reactions: &'static [Reaction],
}

const fn to(mail: usize, after_minutes: i64, act: Act) -> Reaction {
    Reaction { mail, after_minutes, act }
}

const fn person(email: &'static str, comes_after_minutes: i64, first: Act, reactions: &'static [Reaction]) -> Person {
    Person { email, comes_after_minutes, first, reactions }
}

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
const GUIDE: Act = Act::Event("download", "resource", "受発注の電子化ガイド");
const PRICES: Act = Act::Event("resource_request", "resource", "料金表");
const QUESTION: Act = Act::Event("inquiry", "message", "導入までの期間を知りたい");
const DEMO_FORM: Act = Act::Event("demo_request", "wish", "来週の午後");
const PRICING_PAGE: Act = Act::Event("page_view", "path", "/pricing");
const CASES_PAGE: Act = Act::Event("page_view", "path", "/cases");

/// All of them.
pub const PEOPLE: &[Person] = &[
    person("tanaka@kitahama.example", 60, GUIDE, &[to(1, 25, Act::Open), to(5, 3 * HOUR, Act::Click)]),
    person(
        "sasaki@minato.example",
        70,
        QUESTION,
        &[to(1, 15, Act::Click), to(2, 40, Act::Open), to(3, 90, Act::Click)],
    ),
    person("yamada@aozora.example", 95, GUIDE, &[to(1, 10, Act::Open), to(2, 2 * HOUR, Act::Unsubscribe)]),
    person("ito@hinode.example", 2 * HOUR, PRICES, &[to(1, 30, Act::Open), to(1, 2 * DAY, DEMO_FORM)]),
    person(
        "watanabe@midori.example",
        150,
        GUIDE,
        &[to(1, 20, Act::Click), to(1, 26, CASES_PAGE), to(1, 30, PRICING_PAGE), to(2, 20, Act::Open)],
    ),
    person("nakamura@kawabe.example", 3 * HOUR, QUESTION, &[to(2, 60, Act::Open), to(2, DAY, Act::DealTalking)]),
    person("kobayashi@takane.example", 190, GUIDE, &[]),
    person("kato@shiosai.example", 4 * HOUR, PRICES, &[to(2, 30, Act::Unsubscribe)]),
    person("yoshida@wakaba.example", 5 * HOUR, GUIDE, &[to(2, 55, Act::Click), to(3, 75, Act::Click)]),
    person("takagi@hoshino.example", 6 * HOUR, QUESTION, &[]),
    person("matsumoto@sakae.example", 8 * HOUR, PRICES, &[to(1, 12 * HOUR, Act::Open)]),
    person("inoue@tsukuba.example", 11 * HOUR, GUIDE, &[to(1, 20, Act::Open), to(3, 50, Act::Open)]),
    person("kimura@hamabe.example", DAY, QUESTION, &[to(3, 30, Act::Click), to(3, 50, DEMO_FORM)]),
    person("hayashi@ohkawa.example", DAY + 90, GUIDE, &[to(4, 45, Act::Open), to(5, 20, Act::Click)]),
    person("saito@yamanami.example", DAY + 4 * HOUR, PRICES, &[to(1, 15, Act::Click), to(1, 25, PRICING_PAGE)]),
    person("shimizu@asahi-gear.example", 2 * DAY, GUIDE, &[to(1, 9 * HOUR, Act::Open)]),
    person("yamazaki@kogane.example", 2 * DAY + HOUR, QUESTION, &[to(3, 35, Act::Click)]),
    person("mori@shirakaba.example", 3 * DAY, GUIDE, &[to(1, 45, Act::Unsubscribe)]),
    person("abe@nagisa.example", 4 * DAY, PRICES, &[]),
    person("ikeda@suzume.example", 5 * DAY, GUIDE, &[to(2, 30, Act::Open), to(4, 30, Act::Click)]),
];
