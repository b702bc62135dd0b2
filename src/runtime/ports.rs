//! What the runtime is given from outside beside store, clock and transport: how mails are composed, and how freely they
//! may leave.

use crate::engine::LeadState;
use crate::ir::Program;
use crate::ir::time::Instant;
use crate::mail::{ComposeError, ComposeSettings, Composed, Notice, compose_mail, compose_notice};
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
            OutboxContent::Mail(mail) => compose_mail(job.program, mail, job.lead, &self.settings, job.now),
            OutboxContent::Call { .. } => Err(ComposeError::Identity),
            OutboxContent::Notice { team, because, recipient, only_told, .. } => {
                let notice = Notice {
                    only_told: *only_told,
                    team,
                    because,
                    recipient: recipient.as_deref().unwrap_or_default(),
                    id: &job.row.id,
                    at: job.row.first_due,
                };
                compose_notice(job.program, job.lead, job.history, &notice, &self.settings, job.now)
            }
        }
    }
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
}

impl Settings {
    /// Dry, with eight mails at once.
    #[must_use]
    pub fn new(composer: Arc<dyn Composer>) -> Self {
        Self { mode: SendMode::Dry, concurrency: CONCURRENCY, composer }
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
