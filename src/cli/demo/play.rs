//! The play: lets time jump from one event to the next, lets mails arrive and people react to them, by real HTTP.

use super::people::{Act, PEOPLE, Person};
use super::stage::{Stage, expect};
use crate::cli::problem::{Doing, Outcome, Problem};
use crate::http::client;
use crate::ir::time::{DAY_MILLISECONDS, Instant, MINUTE_MILLISECONDS};
use crate::mail::Letter;
use crate::runtime::Clock;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// How long the story is followed: both scenarios have ended by then, silence rules have not begun.
const STORY_DAYS: i64 = 40;

/// The mails to one person, in order of arrival.
type Mailbox = Vec<Letter>;

/// What somebody is about to do: who (place in [`PEOPLE`]), to which of the received mails, what.
type Plan = (usize, usize, Act);

/// The running play.
pub struct Play<'a> {
    stage: &'a mut Stage,
    folder: PathBuf,
    /// What people are about to do, by time and then by order of planning.
    agenda: BTreeMap<(Instant, u64), Plan>,
    planned: u64,
    mailboxes: BTreeMap<String, Mailbox>,
    /// Mails that have arrived.
    pub arrived: usize,
    /// Requests that people made.
    pub requests: usize,
}

impl<'a> Play<'a> {
    /// Puts everybody's first visit on the agenda. Mails are kept in `folder`.
    pub fn new(stage: &'a mut Stage, folder: PathBuf) -> Self {
        let start = stage.clock.now();
        let mut play = Self {
            stage,
            folder,
            agenda: BTreeMap::new(),
            planned: 0,
            mailboxes: BTreeMap::new(),
            arrived: 0,
            requests: 0,
        };
        for (number, person) in PEOPLE.iter().enumerate() {
            play.plan(
                start.plus_milliseconds(person.comes_after_minutes * MINUTE_MILLISECONDS),
                (number, 0, person.first),
            );
        }
        play
    }

    fn plan(&mut self, at: Instant, plan: Plan) {
        self.agenda.insert((at, self.planned), plan);
        self.planned += 1;
    }

    /// Plays the whole story; `tick` is told the time at every turn.
    ///
    /// # Errors
    /// The store's, a listener that does not answer as it should, a mail that cannot be kept.
    pub async fn run(&mut self, mut tick: impl FnMut(Instant, usize)) -> Outcome<()> {
        let end = self.stage.clock.now().plus_milliseconds(STORY_DAYS * DAY_MILLISECONDS);
        loop {
            self.settle().await?;
            let person = self.agenda.first_key_value().map(|((at, _), _)| *at);
            let due = self.stage.runtime.next_due().map_err(|error| store_failed(&error))?;
            let next = person.into_iter().chain(due).min().filter(|next| *next <= end);
            let Some(next) = next else { return Ok(()) };
            self.stage.clock.set(next.max(self.stage.clock.now()));
            tick(next, self.arrived);
            while let Some(entry) = self.agenda.first_entry().filter(|entry| entry.key().0 <= next) {
                let (number, mail, act) = entry.remove();
                self.act(number, mail, act).await.map_err(|words| did_not_answer(&words))?;
            }
        }
    }

    /// Lets engine and sender work, and takes in what has arrived, until nothing moves.
    async fn settle(&mut self) -> Outcome<()> {
        loop {
            let done = self.stage.runtime.settle().await.map_err(|error| store_failed(&error))?;
            let mut arrived = false;
            while let Ok(received) = self.stage.arrivals.try_recv() {
                arrived = true;
                self.take_in(received.to.first().map_or("", String::as_str), &received.bytes)?;
            }
            if done == 0 && !arrived {
                return Ok(());
            }
        }
    }

    fn take_in(&mut self, to: &str, bytes: &[u8]) -> Outcome<()> {
        self.arrived += 1;
        let path = self.folder.join(format!("{:03}-{to}.eml", self.arrived));
        std::fs::write(&path, bytes).map_err(|error| Problem::file(Doing::Writing, &path, &error))?;
        let Some(letter) = Letter::read(bytes) else {
            return Err(did_not_answer(&format!("{} is not a mail", path.display())));
        };
        let mailbox = self.mailboxes.entry(to.to_owned()).or_default();
        mailbox.push(letter);
        let number = mailbox.len();
        if let Some(person) = PEOPLE.iter().position(|person| person.email == to) {
            self.react(person, number);
        }
        Ok(())
    }

    fn react(&mut self, number: usize, mail: usize) {
        let now = self.stage.clock.now();
        let reactions = PEOPLE.get(number).map_or(&[][..], |person| person.reactions);
        for reaction in reactions.iter().filter(|reaction| reaction.mail == mail) {
            self.plan(
                now.plus_milliseconds(reaction.after_minutes * MINUTE_MILLISECONDS),
                (number, mail, reaction.act),
            );
        }
    }

    async fn act(&mut self, number: usize, mail: usize, act: Act) -> Result<(), String> {
        let Some(person) = PEOPLE.get(number) else { return Ok(()) };
        self.requests += 1;
        match act {
            Act::Open => self.open(person, mail).await,
            Act::Click => {
                self.open(person, mail).await?;
                self.requests += 1;
                let start = format!("{}/c/", self.stage.public_url);
                let url = self.letter(person, mail)?.addresses(&start).into_iter().next();
                let url = url.ok_or_else(|| format!("mail {mail} to {} has no link", person.email))?;
                expect(client::request("GET", &url, &[], "").await?, &[302], &url)
            }
            Act::Unsubscribe => {
                let url = self.letter(person, mail)?.unsubscribe.clone();
                let url = url.ok_or_else(|| format!("mail {mail} to {} has no unsubscribe header", person.email))?;
                let form = [("content-type", "application/x-www-form-urlencoded")];
                expect(client::request("POST", &url, &form, "List-Unsubscribe=One-Click").await?, &[200], &url)
            }
            Act::Event(event, property, value) => {
                let id = format!("demo-{number}-{}", self.requests);
                let body =
                    json!({"id": id, "event": event, "lead": {"email": person.email}, "properties": {property: value}});
                self.stage.post("/v1/events", &body).await
            }
            Act::DealTalking => {
                let body = json!({"email": person.email, "fields": {"deal": "talking"}});
                self.stage.post("/v1/leads", &body).await
            }
        }
    }

    async fn open(&self, person: &Person, mail: usize) -> Result<(), String> {
        let start = format!("{}/o/", self.stage.public_url);
        let url = self.letter(person, mail)?.html_addresses(&start).into_iter().next();
        let url = url.ok_or_else(|| format!("mail {mail} to {} has no open pixel", person.email))?;
        expect(client::request("GET", &url, &[], "").await?, &[200], &url)
    }

    fn letter(&self, person: &Person, mail: usize) -> Result<&Letter, String> {
        let mailbox = self.mailboxes.get(person.email);
        let letter = mailbox.and_then(|letters| letters.get(mail.checked_sub(1)?));
        letter.ok_or_else(|| format!("{} has no mail {mail}", person.email))
    }
}

fn store_failed(error: &crate::store::StoreError) -> Box<Problem> {
    Problem::failure(
        format!("the demo's store failed: {error}"),
        format!("デモのデータベースでエラーが起きました（{error}）"),
    )
}

fn did_not_answer(words: &str) -> Box<Problem> {
    Problem::failure(
        format!("the demo did not go as it should: {words}"),
        format!("デモが予定どおりに進みませんでした（{words}）"),
    )
}
