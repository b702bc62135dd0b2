//! Where an expression stands: which event is at hand there, and what is known not to be missing.

use crate::source::Span;
use std::collections::BTreeSet;
use std::rc::Rc;

/// What `event.x` speaks of.
#[derive(Debug, Clone)]
pub(crate) enum Events {
    /// Exactly this event, which is being tested.
    One(String),
    /// The event that started the run: one of these.
    Starts(Rc<[Rc<Origin>]>),
    /// Nobody knows: any event that has the property will do.
    Any,
    /// There is none.
    None,
    /// Cannot be said, because of another mistake: no message.
    Unknown,
}

/// A start that may have led here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub scenario: String,
    pub span: Span,
    /// `None`: by hand, without an event.
    pub event: Option<String>,
    /// Its properties that the `where` of the start makes sure of, as `event.note`.
    pub known: BTreeSet<String>,
}

/// Where an expression stands.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    pub events: Events,
    /// What `start.x` speaks of: the event that started the run, also in the `where` of another one.
    pub starts: Events,
    /// Paths that are known not to be missing here, such as `lead.title`.
    pub known: BTreeSet<String>,
    /// Those of them that are so at every step of the run, since a stop rule watches over them.
    pub always: BTreeSet<String>,
    /// No run comes here.
    pub ended: bool,
    /// At a step of a run, around which an `if` can stand.
    pub in_run: bool,
    /// Under `default` or `is known`: what is missing is taken care of.
    pub guarded: bool,
    /// In the text of a mail or a notice.
    pub shown: bool,
    /// Rows of contents.
    pub rows: Rows,
}

/// Whether rows of contents can be shown, and which row is at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Not here: only bodies of emails show them.
    Nowhere,
    /// In a body, outside of any `{{ each }}`.
    Body,
    /// A row of that content.
    Of(String),
}

impl Scope {
    pub fn new(events: Events) -> Self {
        let starts = match &events {
            Events::Starts(_) | Events::Any | Events::Unknown => events.clone(),
            Events::One(_) | Events::None => Events::None,
        };
        let (known, always) = (BTreeSet::new(), BTreeSet::new());
        let rows = Rows::Nowhere;
        Self { events, starts, known, always, ended: false, in_run: false, guarded: false, shown: false, rows }
    }

    pub fn with_known(&self, more: BTreeSet<String>) -> Self {
        let mut scope = self.clone();
        scope.learn(more);
        scope
    }

    /// From here on these are known not to be missing. Outside of a `where` the start event has two names.
    pub fn learn(&mut self, more: BTreeSet<String>) {
        if matches!(self.events, Events::Starts(_) | Events::Any | Events::Unknown) {
            let other = |path: &String| {
                let property = path.strip_prefix("event.").map(|property| format!("start.{property}"));
                property.or_else(|| path.strip_prefix("start.").map(|property| format!("event.{property}")))
            };
            self.known.extend(more.iter().filter_map(other));
        }
        self.known.extend(more);
    }

    /// The same where a value that is missing has a meaning.
    pub fn guarded(&self) -> Self {
        Self { guarded: true, ..self.clone() }
    }

    /// The scope of a `where` on that event.
    pub(super) fn of_event(&self, event: &str) -> Self {
        let known = self.known.iter().filter(|path| !path.starts_with("event.")).cloned().collect();
        Self { events: Events::One(event.to_owned()), known, guarded: false, shown: false, ..self.clone() }
    }
}
