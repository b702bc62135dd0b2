//! What the runtime is given from outside beside store, clock and transport: how mails are composed, and how freely they
//! may leave.

use crate::channel::{Caller, Channels, Outgoing, What};
use crate::engine::LeadState;
use crate::ir::Program;
use crate::ir::time::Instant;
use crate::mail::{
    ComposeError, ComposeSettings, Composed, Notice, NoticeKind, StepMail, compose_mail, compose_notice, message_words,
    notice_words,
};
use crate::store::{JournalEntry, OutboxContent, OutboxRow, address_key};
use std::sync::Arc;

/// Mails and notices in flight at once, unless set otherwise. After a crash at most so many are unknown.
const CONCURRENCY: usize = 8;

/// A row of the outbox with all that its mail is made of.
#[derive(Debug, Clone, Copy)]
pub struct ComposeJob<'a> {
    /// The row. A notice has its recipient.
    pub row: &'a OutboxRow,
    /// The lead.
    pub lead: &'a LeadState,
    /// The program of the row's version.
    pub program: &'a Program,
    /// The current one, whose contents are shown.
    pub current: &'a Program,
    /// The lead's history, oldest first; only for notices, else empty.
    pub history: &'a [JournalEntry],
    /// Now.
    pub now: Instant,
}

/// Makes final bytes out of a row of the outbox.
pub trait Composer: Send + Sync {
    /// Composes a mail or a notice. The same row must give the same Message-ID, however often it is asked.
    ///
    /// # Errors
    /// Where the mail cannot be made; the row fails for good with these words.
    fn compose(&self, job: &ComposeJob<'_>) -> Result<Composed, ComposeError>;

    /// Says what a message, a call or a notice on a channel is to say.
    ///
    /// # Errors
    /// As [`Composer::compose`].
    fn say(&self, job: &ComposeJob<'_>) -> Result<Outgoing, ComposeError>;
}

/// The real one: [`crate::mail`].
#[derive(Debug, Clone)]
pub struct MailComposer {
    settings: ComposeSettings,
}

impl MailComposer {
    /// Composes with these settings.
    #[must_use]
    pub fn new(settings: ComposeSettings) -> Self {
        Self { settings }
    }
}

impl Composer for MailComposer {
    fn compose(&self, job: &ComposeJob<'_>) -> Result<Composed, ComposeError> {
        match &job.row.content {
            OutboxContent::Mail(mail) => {
                let (program, state, now) = (job.program, job.lead, job.now);
                let mail = StepMail { program, mail, contents: &job.current.contents, state, now };
                compose_mail(&mail, &self.settings)
            }
            OutboxContent::Call { .. } => Err(ComposeError::Identity),
            OutboxContent::Notice { .. } => {
                let notice = notice(job.row).ok_or(ComposeError::Identity)?;
                compose_notice(job.program, job.lead, job.history, &notice, &self.settings, job.now)
            }
        }
    }

    fn say(&self, job: &ComposeJob<'_>) -> Result<Outgoing, ComposeError> {
        let unknown = || ComposeError::Unknown { kind: "channel", name: String::new() };
        let (channel, what) = match &job.row.content {
            OutboxContent::Mail(mail) => {
                let words = message_words(job.program, mail, job.lead, &self.settings, job.now)?;
                let name = mail.email.clone();
                (mail.channel.as_ref(), What::Message { name, to: words.to, text: words.text })
            }
            OutboxContent::Call { channel, fields, .. } => (Some(channel), What::Call { fields: fields.clone() }),
            OutboxContent::Notice { team, because, channel, .. } => {
                let notice = notice(job.row).ok_or(ComposeError::Identity)?;
                let text = notice_words(job.program, job.lead, job.history, &notice, &self.settings, job.now)?;
                (channel.as_ref(), What::Notice { team: team.clone(), because: because.clone(), text })
            }
        };
        Ok(Outgoing {
            id: job.row.id.clone(),
            channel: channel.ok_or_else(unknown)?.clone(),
            lead: job.lead.lead.clone(),
            email: job.lead.email.clone(),
            at: job.row.first_due,
            what,
        })
    }
}

/// The notice of a row that carries one.
fn notice(row: &OutboxRow) -> Option<Notice<'_>> {
    let OutboxContent::Notice { team, because, recipient, only_told, unanswered, handoff, .. } = &row.content else {
        return None;
    };
    let kind = match (only_told, unanswered) {
        (true, _) => NoticeKind::Told,
        (false, true) => NoticeKind::Unanswered,
        (false, false) => NoticeKind::Handoff,
    };
    let recipient = recipient.as_deref().unwrap_or_default();
    Some(Notice { kind, team, because, recipient, id: &row.id, number: *handoff, at: row.first_due })
}

/// Whether mails may leave.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SendMode {
    /// Nothing leaves: planned mails stay planned.
    #[default]
    Dry,
    /// Only mails to these addresses leave (`tanaka@a.example`, or `@a.example` for a whole domain); others stay planned.
    Sandbox {
        /// The addresses.
        allow: Vec<String>,
    },
    /// Mails leave.
    Live,
}

impl SendMode {
    /// Whether a mail to that address may leave.
    #[must_use]
    pub fn allows(&self, address: &str) -> bool {
        match self {
            Self::Dry => false,
            Self::Live => true,
            Self::Sandbox { allow } => {
                let key = address_key(address);
                let domain = key.rsplit_once('@').map(|(_, domain)| format!("@{domain}"));
                allow.iter().map(|one| address_key(one)).any(|one| one == key || Some(&one) == domain.as_ref())
            }
        }
    }
}

/// Settings of a runtime.
#[derive(Clone)]
pub struct Settings {
    /// Whether mails may leave.
    pub mode: SendMode,
    /// Mails in flight at once, at least 1. Bounds how many are unknown after a crash.
    pub concurrency: usize,
    /// Makes the mails.
    pub composer: Arc<dyn Composer>,
    /// Tells other systems; where none is set up, what is for them waits.
    pub caller: Arc<dyn Caller>,
}

impl Settings {
    /// Dry, with eight mails at once.
    #[must_use]
    pub fn new(composer: Arc<dyn Composer>) -> Self {
        Self { mode: SendMode::Dry, concurrency: CONCURRENCY, composer, caller: Arc::new(Channels::default()) }
    }

    /// The same with these channels.
    #[must_use]
    pub fn with_caller(self, caller: Arc<dyn Caller>) -> Self {
        Self { caller, ..self }
    }

    /// The same in another mode.
    #[must_use]
    pub fn with_mode(self, mode: SendMode) -> Self {
        Self { mode, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sandbox_lets_out_addresses_and_domains_of_its_list_only() {
        let sandbox = SendMode::Sandbox { allow: vec!["Test@Acme.example".to_owned(), "@team.example".to_owned()] };
        for (address, expected) in [
            ("test@acme.example", true),
            ("TEST@ACME.EXAMPLE", true),
            ("other@acme.example", false),
            ("anybody@team.example", true),
            ("anybody@sub.team.example", false),
            ("team.example", false),
            ("", false),
        ] {
            assert_eq!(sandbox.allows(address), expected, "{address}");
            assert!(!SendMode::Dry.allows(address));
            assert!(SendMode::Live.allows(address));
        }
    }
}
