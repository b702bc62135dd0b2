//! The primitive operations of [`Tables`] in SQL, on the writer's connection inside its transaction.

use super::{broadcast, failure, read, trials};
use crate::engine::trial::Tally;
use crate::engine::{Effect, Input, LeadState, looks};
use crate::ir::time::Instant;
use crate::ir::{Program, Value};
use crate::store::broadcast::{Underway, follow};
use crate::store::rules::lead_number;
use crate::store::tables::{KnownInput, LeadHead, Tables};
use crate::store::{HandoffRow, LedgerRow, OutboxContent, OutboxRow, StoreError, StoreResult};
use rusqlite::{Connection, OptionalExtension, Params, params};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Format of the `state` column that this build writes, and the newest that it reads.
pub(super) const STATE_FORMAT: u32 = 1;

/// One transaction.
pub(super) struct SqliteTables<'a> {
    pub connection: &'a Connection,
}

/// A value as the compact JSON that is stored.
pub(super) fn json(value: &impl Serialize) -> StoreResult<String> {
    serde_json::to_string(value).map_err(|error| StoreError::Failed(error.to_string()))
}

/// A counter as SQLite keeps it.
pub(super) fn integer(value: u64) -> StoreResult<i64> {
    i64::try_from(value).map_err(|error| StoreError::Failed(error.to_string()))
}

pub(super) fn execute(connection: &Connection, statement: &str, values: impl Params) -> StoreResult<usize> {
    let mut statement = connection.prepare_cached(statement).map_err(|error| failure(&error))?;
    statement.execute(values).map_err(|error| failure(&error))
}

fn exists(connection: &Connection, statement: &str, values: impl Params) -> StoreResult<bool> {
    let mut statement = connection.prepare_cached(statement).map_err(|error| failure(&error))?;
    statement.exists(values).map_err(|error| failure(&error))
}

pub(super) fn optional<T>(
    connection: &Connection,
    statement: &str,
    values: impl Params,
    read: impl FnOnce(&rusqlite::Row<'_>) -> rusqlite::Result<T>,
) -> StoreResult<Option<T>> {
    let mut statement = connection.prepare_cached(statement).map_err(|error| failure(&error))?;
    statement.query_row(values, read).optional().map_err(|error| failure(&error))
}

fn suppression_word(state: &LeadState) -> Option<&'static str> {
    state.suppression.as_ref().map(|suppression| suppression.reason.word())
}

/// The columns of a row that only searches need: kind, scenario, step and version.
fn searched(content: &OutboxContent) -> (i64, Option<&str>, Option<&str>, u32) {
    match content {
        OutboxContent::Mail(mail) => (1, Some(&mail.scenario), Some(&mail.key.step), mail.version),
        OutboxContent::Notice { version, .. } => (0, None, None, *version),
        OutboxContent::Call { scenario, version, .. } => (0, scenario.as_deref(), None, *version),
    }
}

impl Tables for SqliteTables<'_> {
    fn input(&mut self, id: &str) -> StoreResult<Option<KnownInput>> {
        let statement = "SELECT fingerprint, lead FROM input WHERE id = ?1";
        optional(self.connection, statement, [id], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    fn add_input(&mut self, id: &str, (fingerprint, lead): KnownInput) -> StoreResult<()> {
        let statement = "INSERT INTO input (id, fingerprint, lead) VALUES (?1, ?2, ?3)";
        execute(self.connection, statement, params![id, fingerprint, lead]).map(|_| ())
    }

    fn find_address(&mut self, key: &str) -> StoreResult<Option<i64>> {
        read::find_address(self.connection, key)
    }

    fn next_lead(&mut self) -> StoreResult<i64> {
        let last = optional(self.connection, "SELECT max(number) FROM lead", [], |row| row.get::<_, Option<i64>>(0))?;
        Ok(last.flatten().unwrap_or(0) + 1)
    }

    fn head(&mut self, lead: i64) -> StoreResult<Option<LeadHead>> {
        let statement = "SELECT version, parked IS NOT NULL FROM lead WHERE number = ?1";
        let head = optional(self.connection, statement, [lead], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))?;
        Ok(head.map(|(version, parked)| LeadHead { version: version.unsigned_abs(), parked }))
    }

    fn add_lead(&mut self, lead: i64, key: &str, state: &LeadState) -> StoreResult<()> {
        let statement = "INSERT INTO lead (number, address_key, email, created_at, version, due, score, suppressed, \
            state_format, state) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7, ?8, ?9)";
        let created_at = state.created_at.map_or(0, |at| at.0);
        let due = state.next_wake.map(|at| at.0);
        let suppressed = suppression_word(state);
        let values =
            params![lead, key, state.email, created_at, due, state.score, suppressed, STATE_FORMAT, json(state)?];
        execute(self.connection, statement, values).map(|_| ())
    }

    fn save_lead(&mut self, lead: i64, state: &LeadState, version: u64) -> StoreResult<()> {
        let statement = "UPDATE lead SET version = ?2, due = ?3, score = ?4, suppressed = ?5, state_format = ?6, \
            state = ?7, look = CASE WHEN look > ?8 THEN look END WHERE number = ?1";
        let due = state.next_wake.map(|at| at.0);
        let suppressed = suppression_word(state);
        let looked = state.looked.unwrap_or(0);
        let values = params![lead, integer(version)?, due, state.score, suppressed, STATE_FORMAT, json(state)?, looked];
        execute(self.connection, statement, values).map(|_| ())
    }

    fn add_inbox(&mut self, lead: i64, input: &Input) -> StoreResult<()> {
        let statement = "INSERT INTO inbox (lead, input) VALUES (?1, ?2)";
        execute(self.connection, statement, params![lead, json(input)?]).map(|_| ())
    }

    fn inbox_holds(&mut self, sequence: u64, lead: i64) -> StoreResult<bool> {
        let statement = "SELECT 1 FROM inbox WHERE sequence = ?1 AND lead = ?2";
        exists(self.connection, statement, params![integer(sequence)?, lead])
    }

    fn inbox_has(&mut self, lead: i64) -> StoreResult<bool> {
        exists(self.connection, "SELECT 1 FROM inbox WHERE lead = ?1", [lead])
    }

    fn remove_inbox(&mut self, sequence: u64) -> StoreResult<()> {
        execute(self.connection, "DELETE FROM inbox WHERE sequence = ?1", [integer(sequence)?]).map(|_| ())
    }

    fn outbox(&mut self, id: &str) -> StoreResult<Option<OutboxRow>> {
        read::mail(self.connection, id)
    }

    fn add_outbox(&mut self, lead: i64, row: &OutboxRow) -> StoreResult<()> {
        let statement = "INSERT INTO outbox (id, lead, kind, scenario, step, program, state, epoch, due, first_due, \
            attempts, reason, message_id, content_hash, changed_at, content) \
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";
        let (kind, scenario, step, version) = searched(&row.content);
        let values = params![
            row.id,
            lead,
            kind,
            scenario,
            step,
            version,
            row.state.word(),
            integer(row.epoch)?,
            row.due.0,
            row.first_due.0,
            row.attempts,
            row.reason,
            row.message_id,
            row.content_hash,
            row.changed_at.0,
            json(&row.content)?
        ];
        execute(self.connection, statement, values).map(|_| ())
    }

    fn save_outbox(&mut self, row: &OutboxRow) -> StoreResult<()> {
        let statement = "UPDATE outbox SET state = ?2, epoch = ?3, due = ?4, first_due = ?5, attempts = ?6, \
            reason = ?7, message_id = ?8, content_hash = ?9, changed_at = ?10, content = ?11 WHERE id = ?1";
        let values = params![
            row.id,
            row.state.word(),
            integer(row.epoch)?,
            row.due.0,
            row.first_due.0,
            row.attempts,
            row.reason,
            row.message_id,
            row.content_hash,
            row.changed_at.0,
            json(&row.content)?
        ];
        execute(self.connection, statement, values).map(|_| ())
    }

    fn add_journal(&mut self, lead: i64, at: Instant, input: &Input, effects: &[Effect]) -> StoreResult<()> {
        let statement = "INSERT INTO journal (lead, number, at, input, effects) \
            VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM journal WHERE lead = ?1), ?2, ?3, ?4)";
        execute(self.connection, statement, params![lead, at.0, json(input)?, json(&effects)?]).map(|_| ())
    }

    fn add_handoff(&mut self, lead: i64, row: &HandoffRow) -> StoreResult<()> {
        let statement = "INSERT INTO handoff (lead, number, team, because, at) VALUES (?1, ?2, ?3, ?4, ?5) \
            ON CONFLICT DO NOTHING";
        let values = params![lead, integer(row.number)?, row.team, row.because, row.at.0];
        execute(self.connection, statement, values).map(|_| ())
    }

    fn set_audience(&mut self, lead: i64, audience: &str, on: bool) -> StoreResult<()> {
        let statement = if on {
            "INSERT INTO audience_member (audience, lead) VALUES (?1, ?2) ON CONFLICT DO NOTHING"
        } else {
            "DELETE FROM audience_member WHERE audience = ?1 AND lead = ?2"
        };
        execute(self.connection, statement, params![audience, lead]).map(|_| ())
    }

    fn add_tally(&mut self, trial: &str, variant: &str, tally: Tally) -> StoreResult<()> {
        trials::add(self.connection, trial, variant, tally)
    }

    fn add_ledger(&mut self, lead: i64, row: &LedgerRow) -> StoreResult<()> {
        let statement = "INSERT INTO ledger (lead, number, at, points, total, because, cause) \
            VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM ledger WHERE lead = ?1), ?2, ?3, ?4, ?5, ?6)";
        let values = params![lead, row.at.0, row.points, row.total, row.because, json(&row.cause)?];
        execute(self.connection, statement, values).map(|_| ())
    }

    fn add_broadcast(&mut self, underway: &Underway) -> StoreResult<()> {
        broadcast::add(self.connection, underway)
    }

    fn broadcast(&mut self, sequence: u64) -> StoreResult<Option<Underway>> {
        broadcast::get(self.connection, sequence)
    }

    fn move_broadcast(&mut self, sequence: u64, cursor: Option<i64>) -> StoreResult<()> {
        broadcast::go_on(self.connection, sequence, cursor)
    }

    fn matching(&mut self, entry: (&str, &str), after: i64, until: i64, limit: usize) -> StoreResult<Vec<i64>> {
        broadcast::matching(self.connection, entry, after, until, limit)
    }

    fn indexed_fields(&mut self) -> StoreResult<BTreeMap<String, Option<Value>>> {
        broadcast::fields(self.connection)
    }

    fn index_fields(&mut self, fields: &BTreeMap<String, Option<Value>>) -> StoreResult<()> {
        broadcast::set_fields(self.connection, fields)
    }

    fn index_of(&mut self, lead: i64) -> StoreResult<BTreeSet<(String, String)>> {
        broadcast::index_of(self.connection, lead)
    }

    fn add_index(&mut self, lead: i64, entry: &(String, String)) -> StoreResult<()> {
        broadcast::add_index(self.connection, lead, entry)
    }

    fn remove_index(&mut self, lead: i64, entry: &(String, String)) -> StoreResult<()> {
        broadcast::remove_index(self.connection, lead, entry)
    }

    fn leads_after(&mut self, lead: i64, limit: usize) -> StoreResult<Vec<(i64, Option<LeadState>)>> {
        broadcast::leads_after(self.connection, lead, limit)
    }
}

/// [`crate::store::Store::publish`].
pub(super) fn publish(connection: &Connection, program: &Program, at: Instant) -> StoreResult<u32> {
    let current = read::current_version(connection)?;
    if let Some(version) = current {
        let same = "SELECT 1 FROM program WHERE version = ?1 AND hash = ?2";
        if exists(connection, same, params![version, program.content_hash])? {
            return Ok(version);
        }
    }
    let version = current.unwrap_or(0) + 1;
    let statement = "INSERT INTO program (version, hash, published_at, body) VALUES (?1, ?2, ?3, ?4)";
    let before = read::program_of(connection, current)?;
    execute(connection, statement, params![version, program.content_hash, at.0, json(program)?])?;
    follow(&mut SqliteTables { connection }, program)?;
    if !looks(program).is_subset(&before.as_ref().map(looks).unwrap_or_default()) {
        broadcast::look_at_all(connection, version)?;
    }
    Ok(version)
}

/// [`crate::store::Store::park`].
pub(super) fn park(connection: &Connection, lead: &str, reason: &str, at: Instant) -> StoreResult<()> {
    let statement = "UPDATE lead SET parked = ?2, parked_at = ?3 WHERE number = ?1";
    execute(connection, statement, params![lead_number(lead), reason, at.0]).map(|_| ())
}

/// [`crate::store::Store::release_parked`].
pub(super) fn release_parked(connection: &Connection) -> StoreResult<usize> {
    execute(connection, "UPDATE lead SET parked = NULL, parked_at = NULL WHERE parked IS NOT NULL", [])
}

/// [`crate::store::Outbox::next_turn`].
pub(super) fn next_turn(connection: &Connection, team: &str) -> StoreResult<u64> {
    let statement = "INSERT INTO turn (team, next) VALUES (?1, 1) \
        ON CONFLICT (team) DO UPDATE SET next = next + 1 RETURNING next - 1";
    let turn = optional(connection, statement, [team], |row| row.get::<_, i64>(0))?;
    Ok(turn.unwrap_or(0).unsigned_abs())
}
