//! A small program for the runtime's tests, and the fake mail server that it talks to.

use super::{empty_program, event, for_address};
use indexmap::IndexMap;
use sodate::channel::{Outgoing, What};
use sodate::engine::LeadState;
use sodate::ir::time::{Amount, Instant, Unit};
use sodate::ir::{
    Again, Basis, BasisClause, Capped, Email, EventType, Expression, Field, FieldType, Instruction, Late, Moment,
    MomentBase, Otherwise, Piece, Place, Program, Scenario, ScoreRule, ScoreTrigger, Sender, Start, StartTrigger, Step,
    Team, Template,
};
use sodate::mail::{Address, ComposeError, Composed, Envelope, SendFuture, SendOutcome, Transport};
use sodate::runtime::{ComposeJob, Composer, ManualClock, Runtime, SendMode, Settings};
use sodate::store::memory::MemoryStore;
use sodate::store::{OutboxContent, OutboxRow, OutboxState, Storage};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

const PLACE: Place = Place { file: 0, line: 1, column: 1 };

fn text(text: &str) -> Template {
    Template { pieces: vec![Piece::Text(text.to_owned())] }
}

fn email(subject: &str, transactional: bool) -> Email {
    Email {
        sender: "acme".to_owned(),
        transactional,
        subject: text(subject),
        preheader: None,
        links: IndexMap::new(),
        html: Template {
            pieces: vec![
                Piece::Text("<p>".to_owned()),
                Piece::Value(Expression::Lead("name".to_owned())),
                Piece::Text(" 様</p>".to_owned()),
            ],
        },
        text: text("本文"),
        variants: IndexMap::new(),
        trial: None,
        invitation: None,
        documentation: None,
        place: PLACE,
    }
}

fn step(id: &str, instruction: Instruction) -> Step {
    Step { id: id.to_owned(), instruction, place: PLACE }
}

fn send(email: &str, next: u32) -> Step {
    step(&format!("send {email}"), Instruction::Send { email: email.to_owned(), capped: Capped::Delay, next })
}

fn on_event(name: &str) -> Vec<Start> {
    vec![Start {
        id: String::new(),
        trigger: StartTrigger::Event { event: name.to_owned(), filter: None },
        basis: Some(BasisClause { gives: true, basis: Basis::Consent }),
    }]
}

fn scenario(starts: Vec<Start>, steps: Vec<Step>) -> Scenario {
    Scenario {
        starts,
        again: Again::Never,
        key: None,
        stops: Vec::new(),
        late: Late::default(),
        priority: 0,
        goals: Vec::new(),
        kpis: Vec::new(),
        personas: Vec::new(),
        steps,
        documentation: None,
        place: PLACE,
    }
}

/// `whitepaper`: on `download` send `thanks`, wait 3 days, send `pitfalls`. `inquiry`: on `inquire` hand off to
/// `inside_sales` (in turn) and, by a `when`-less second scenario, on `demo` to `everybody` (to all). A download scores 10.
pub fn drip_program() -> Program {
    let mut program = empty_program("drip");
    program.senders.insert(
        "acme".to_owned(),
        Sender {
            name: "株式会社アクメ".to_owned(),
            from: "info@acme.example".to_owned(),
            address: "東京都千代田区一番町1-1".to_owned(),
            contact: "https://acme.example/contact".to_owned(),
            reply_to: None,
        },
    );
    let field = Field { kind: FieldType::Text, optional: true, default: None, documentation: None };
    program.lead_fields.insert("name".to_owned(), field);
    for name in ["download", "inquire", "demo"] {
        program
            .events
            .insert(name.to_owned(), EventType { properties: IndexMap::new(), everyone: false, documentation: None });
    }
    program.emails.insert("thanks".to_owned(), email("ありがとうございます", false));
    program.emails.insert("pitfalls".to_owned(), email("よくある失敗", false));
    let members = vec!["sato@acme.example".to_owned(), "suzuki@acme.example".to_owned()];
    program.teams.insert(
        "inside_sales".to_owned(),
        Team { members: members.clone(), in_turn: true, channels: Vec::new(), answer: None },
    );
    program.teams.insert("everybody".to_owned(), Team { members, in_turn: false, channels: Vec::new(), answer: None });
    program.score.rules.push(ScoreRule {
        id: "event download".to_owned(),
        trigger: ScoreTrigger::Reaction(sodate::ir::Reaction::Event { event: "download".to_owned(), filter: None }),
        points: 10,
        at_most: None,
        place: PLACE,
    });
    let wait = Instruction::Wait {
        until: Moment {
            base: MomentBase::Here(Amount::new(3, Unit::Day)),
            at: None,
            if_past: Otherwise::Now,
            if_missing: Otherwise::Now,
        },
        next: 2,
    };
    let drip = vec![
        send("thanks", 1),
        step("wait 3 days", wait),
        send("pitfalls", 3),
        step("end", Instruction::End { stopped: false }),
    ];
    program.scenarios.insert("whitepaper".to_owned(), scenario(on_event("download"), drip));
    for (name, event, team) in [("inquiry", "inquire", "inside_sales"), ("demo_wish", "demo", "everybody")] {
        let handoff = Instruction::Handoff { team: team.to_owned(), because: text("お問い合わせ"), next: 1 };
        let steps = vec![step("handoff", handoff), step("end", Instruction::End { stopped: false })];
        program.scenarios.insert(name.to_owned(), scenario(on_event(event), steps));
    }
    sodate::ir::seal(&mut program);
    program
}

/// A mail as the fake server got it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    pub message_id: String,
    pub to: String,
}

type Answer = dyn FnMut(&Handed) -> SendOutcome + Send;

/// A mail server that answers as it is told and keeps what it was handed.
pub struct FakeServer {
    pub handed: Mutex<Vec<Handed>>,
    answer: Mutex<Box<Answer>>,
}

pub fn sent() -> SendOutcome {
    SendOutcome::Sent { response: "250 ok".to_owned() }
}

impl FakeServer {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { handed: Mutex::default(), answer: Mutex::new(Box::new(|_| sent())) })
    }

    pub fn answers(&self, answer: impl FnMut(&Handed) -> SendOutcome + Send + 'static) {
        *self.answer.lock().unwrap() = Box::new(answer);
    }

    pub fn count(&self) -> usize {
        self.handed.lock().unwrap().len()
    }

    pub fn recipients(&self) -> Vec<String> {
        self.handed.lock().unwrap().iter().map(|one| one.to.clone()).collect()
    }
}

impl Transport for FakeServer {
    fn send<'a>(&'a self, envelope: &'a Envelope, bytes: &'a [u8]) -> SendFuture<'a> {
        Box::pin(async move {
            let handed =
                Handed { message_id: String::from_utf8_lossy(bytes).into_owned(), to: envelope.to.to_string() };
            self.handed.lock().unwrap().push(handed.clone());
            (self.answer.lock().unwrap())(&handed)
        })
    }
}

type Hook = dyn FnMut(&ComposeJob<'_>) + Send;

/// A composer whose message is nothing but the Message-ID. `before` runs while a mail is composed, between gate and
/// commit: the place for races.
#[derive(Default)]
pub struct FakeComposer {
    before: Mutex<Option<Box<Hook>>>,
}

impl FakeComposer {
    pub fn before(&self, hook: impl FnMut(&ComposeJob<'_>) + Send + 'static) {
        *self.before.lock().unwrap() = Some(Box::new(hook));
    }
}

impl Composer for FakeComposer {
    fn say(&self, job: &ComposeJob<'_>) -> Result<Outgoing, ComposeError> {
        let (channel, what) = match &job.row.content {
            OutboxContent::Mail(mail) => {
                let to = Some(job.lead.email.clone());
                (mail.channel.clone().unwrap(), What::Message { name: mail.email.clone(), to, text: "text".to_owned() })
            }
            OutboxContent::Call { channel, fields, .. } => (channel.clone(), What::Call { fields: fields.clone() }),
            OutboxContent::Notice { team, because, channel, .. } => {
                let (team, because) = (team.clone(), because.clone());
                (channel.clone().unwrap(), What::Notice { team, because, text: "text".to_owned() })
            }
        };
        let (id, lead, email) = (job.row.id.clone(), job.lead.lead.clone(), job.lead.email.clone());
        Ok(Outgoing { id, channel, lead, email, at: job.row.first_due, what })
    }

    fn compose(&self, job: &ComposeJob<'_>) -> Result<Composed, ComposeError> {
        let mut before = self.before.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(hook) = before.as_mut() {
            hook(job);
        }
        drop(before);
        let to = match &job.row.content {
            OutboxContent::Mail(_) => job.lead.email.clone(),
            OutboxContent::Notice { recipient, .. } => recipient.clone().unwrap(),
            OutboxContent::Call { .. } => unreachable!("a call is no mail"),
        };
        let message_id = format!("{}@acme.example", job.row.id);
        let parse = |whose, text: &str| Address::parse(text).map_err(|error| ComposeError::Address { whose, error });
        Ok(Composed {
            envelope: Envelope { from: parse("sender", "info@acme.example")?, to: parse("lead", &to)? },
            bytes: message_id.clone().into_bytes(),
            message_id,
            content_hash: "0".repeat(64),
            subject: String::new(),
            text: String::new(),
            html: String::new(),
        })
    }
}

/// A runtime with everything that it stands on.
pub struct Stage {
    pub store: Arc<dyn Storage>,
    pub clock: Arc<ManualClock>,
    pub server: Arc<FakeServer>,
    pub composer: Arc<FakeComposer>,
    pub runtime: Runtime,
}

impl Stage {
    /// A live runtime over a store in memory, at [`super::MORNING`], with the drip published.
    pub fn new() -> Self {
        Self::over(Arc::new(MemoryStore::new()), SendMode::Live)
    }

    pub fn over(store: Arc<dyn Storage>, mode: SendMode) -> Self {
        store.publish(&drip_program(), super::MORNING).unwrap();
        let clock = Arc::new(ManualClock::new(super::MORNING));
        Self::with(store, clock, FakeServer::new(), mode)
    }

    pub fn with(store: Arc<dyn Storage>, clock: Arc<ManualClock>, server: Arc<FakeServer>, mode: SendMode) -> Self {
        let composer = Arc::new(FakeComposer::default());
        let settings = Settings::new(composer.clone()).with_mode(mode);
        let runtime = Runtime::new(store.clone(), clock.clone(), server.clone(), settings);
        Self { store, clock, server, composer, runtime }
    }

    /// `address` does `name`. Returns the lead.
    pub fn does(&self, address: &str, name: &str) -> String {
        use sodate::runtime::Clock;
        let now = self.clock.now();
        let input = event(&format!("{name} {address} {}", now.0), name, now);
        self.store.accept(vec![for_address(address, input)], true).unwrap();
        self.lead(address)
    }

    pub fn lead(&self, address: &str) -> String {
        self.store.find_lead(&sodate::store::LeadReference::Address(address.to_owned())).unwrap().unwrap()
    }

    pub fn state(&self, lead: &str) -> LeadState {
        self.store.load(&[lead.to_owned()]).unwrap().remove(0).state
    }

    pub fn mails(&self, lead: &str) -> Vec<OutboxRow> {
        self.store.mails_of(lead).unwrap()
    }

    pub fn states(&self, lead: &str) -> Vec<OutboxState> {
        self.mails(lead).iter().map(|row| row.state).collect()
    }

    /// Moves the clock from due time to due time up to `until` and works each time.
    pub async fn play_until(&self, until: Instant) {
        use sodate::runtime::Clock;
        loop {
            self.runtime.settle().await.unwrap();
            match self.runtime.next_due().unwrap() {
                Some(due) if due <= until && due > self.clock.now() => self.clock.set(due),
                _ => break,
            }
        }
        if self.clock.now() < until {
            self.clock.set(until);
            self.runtime.settle().await.unwrap();
        }
    }

    /// Rows of all leads in each state.
    pub fn counts(&self) -> BTreeMap<OutboxState, u64> {
        self.store.outbox_counts().unwrap().into_iter().collect()
    }
}
