//! Reading: plain queries, each along an index. They run on a reader's connection, and on the writer's inside a
//! transaction.

use super::write::STATE_FORMAT;
use super::{broadcast, failure};
use crate::ir::time::Instant;
use crate::ir::{self, Program};
use crate::store::rules::{lead_id, lead_number};
use crate::store::{
    Damage, HandoffRow, InboxItem, JournalEntry, LeadReference, LedgerRow, LoadedLead, OutboxRow, OutboxState,
    ParkedLead, StoreError, StoreResult, address_key,
};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Params, Row};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Columns of [`outbox_row`].
const OUTBOX: &str = "SELECT id, lead, content, state, epoch, due, first_due, attempts, reason, message_id, \
    content_hash, changed_at FROM outbox";

const DUE_LEADS: &str = "SELECT number FROM lead WHERE due <= ?1 AND due IS NOT NULL AND parked IS NULL \
    ORDER BY due, number LIMIT ?2";
/// Leads that a new program must look at.
const LOOKS: &str = "SELECT number FROM lead WHERE look IS NOT NULL AND parked IS NULL ORDER BY number LIMIT ?1";
const FIRST_DUE_LEAD: &str = "SELECT due FROM lead WHERE due IS NOT NULL AND parked IS NULL ORDER BY due LIMIT 1";
const FIRST_DUE_NOTICE: &str = "SELECT due FROM outbox WHERE state = 'planned' AND kind = 0 ORDER BY due LIMIT 1";
const FIRST_DUE_MAIL: &str = "SELECT due FROM outbox WHERE state = 'planned' AND kind = 1 AND NOT EXISTS \
    (SELECT 1 FROM lead WHERE number = outbox.lead AND parked IS NOT NULL) ORDER BY due LIMIT 1";
/// Conditions and order of the notices that are due.
const DUE_NOTICES: &str = "WHERE state = 'planned' AND kind = 0 AND due <= ?1 ORDER BY due, sequence LIMIT ?2";
/// The same for mails.
const DUE_MAILS: &str = "WHERE state = 'planned' AND kind = 1 AND due <= ?1 \
    AND NOT EXISTS (SELECT 1 FROM inbox WHERE inbox.lead = outbox.lead) \
    AND NOT EXISTS (SELECT 1 FROM lead WHERE number = outbox.lead AND parked IS NOT NULL) \
    ORDER BY due, sequence LIMIT ?2";

pub(super) fn all<T>(
    connection: &Connection,
    statement: &str,
    values: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> StoreResult<Vec<T>> {
    let mut statement = connection.prepare_cached(statement).map_err(|error| failure(&error))?;
    let rows = statement.query_map(values, read).map_err(|error| failure(&error))?;
    rows.collect::<rusqlite::Result<Vec<T>>>().map_err(|error| failure(&error))
}

pub(super) fn one<T>(
    connection: &Connection,
    statement: &str,
    values: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> StoreResult<Option<T>> {
    let mut statement = connection.prepare_cached(statement).map_err(|error| failure(&error))?;
    statement.query_row(values, read).optional().map_err(|error| failure(&error))
}

/// A column that holds JSON.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error)))
}

fn instant(row: &Row<'_>, column: usize) -> rusqlite::Result<Instant> {
    row.get(column).map(Instant)
}

pub(super) fn counter(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::unsigned_abs)
}

fn id_of_lead(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    row.get(column).map(lead_id)
}

fn state_of(row: &Row<'_>, column: usize) -> rusqlite::Result<OutboxState> {
    let word = row.get_ref(column)?.as_str()?;
    OutboxState::ALL.into_iter().find(|state| state.word() == word).ok_or(rusqlite::Error::InvalidQuery)
}

pub(super) fn limited(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

fn outbox_row(row: &Row<'_>) -> rusqlite::Result<OutboxRow> {
    Ok(OutboxRow {
        id: row.get(0)?,
        lead: id_of_lead(row, 1)?,
        content: json(row, 2)?,
        state: state_of(row, 3)?,
        epoch: counter(row, 4)?,
        due: instant(row, 5)?,
        first_due: instant(row, 6)?,
        attempts: row.get(7)?,
        reason: row.get(8)?,
        message_id: row.get(9)?,
        content_hash: row.get(10)?,
        changed_at: instant(row, 11)?,
    })
}

pub(super) fn programs(connection: &Connection) -> StoreResult<Vec<(u32, Program)>> {
    let statement = "SELECT version, body FROM program ORDER BY version";
    let rows: Vec<(u32, String)> = all(connection, statement, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.into_iter().map(|(version, body)| Ok((version, program(version, &body)?))).collect()
}

/// The program of a version.
pub(super) fn program_of(connection: &Connection, version: Option<u32>) -> StoreResult<Option<Program>> {
    let Some(version) = version else { return Ok(None) };
    let body =
        one(connection, "SELECT body FROM program WHERE version = ?1", [version], |row| row.get::<_, String>(0))?;
    body.map(|body| program(version, &body)).transpose()
}

fn program(version: u32, body: &str) -> StoreResult<Program> {
    ir::read(body).map_err(|error| match error {
        ir::ReadError::Newer { found } => {
            StoreError::NewerSchema { found: u32::try_from(found).unwrap_or(u32::MAX), known: ir::IR_VERSION }
        }
        ir::ReadError::NotJson { .. }
        | ir::ReadError::NotAProgram
        | ir::ReadError::Broken { .. }
        | ir::ReadError::Changed => {
            StoreError::Damaged(Damage::Found(format!("version {version} of the program: {error}")))
        }
    })
}

pub(super) fn current_version(connection: &Connection) -> StoreResult<Option<u32>> {
    one(connection, "SELECT max(version) FROM program", [], |row| row.get::<_, Option<u32>>(0)).map(Option::flatten)
}

pub(super) fn due_leads(connection: &Connection, now: Instant, limit: usize) -> StoreResult<Vec<String>> {
    let mut leads = all(connection, DUE_LEADS, (now.0, limited(limit)), |row| id_of_lead(row, 0))?;
    for lead in all(connection, LOOKS, [limited(limit.saturating_sub(leads.len()))], |row| id_of_lead(row, 0))? {
        if !leads.contains(&lead) {
            leads.push(lead);
        }
    }
    Ok(leads)
}

pub(super) fn inbox(connection: &Connection, limit: usize) -> StoreResult<Vec<InboxItem>> {
    let statement = "SELECT sequence, lead, input FROM inbox WHERE NOT EXISTS \
        (SELECT 1 FROM lead WHERE number = inbox.lead AND parked IS NOT NULL) ORDER BY sequence LIMIT ?1";
    all(connection, statement, [limited(limit)], |row| {
        Ok(InboxItem { sequence: counter(row, 0)?, lead: id_of_lead(row, 1)?, input: json(row, 2)? })
    })
}

pub(super) fn load(connection: &Connection, leads: &[String]) -> StoreResult<Vec<LoadedLead>> {
    let statement = "SELECT version, state_format, state FROM lead WHERE number = ?1";
    let mut loaded = Vec::with_capacity(leads.len());
    for id in leads {
        let Some(number) = lead_number(id) else { continue };
        let found = one(connection, statement, [number], |row| {
            let format: u32 = row.get(1)?;
            let state = if format <= STATE_FORMAT { Some(json(row, 2)?) } else { None };
            Ok((counter(row, 0)?, format, state))
        })?;
        match found {
            None => {}
            Some((version, _, Some(state))) => loaded.push(LoadedLead { state, version }),
            Some((_, found, None)) => return Err(StoreError::NewerSchema { found, known: STATE_FORMAT }),
        }
    }
    Ok(loaded)
}

pub(super) fn next_due(connection: &Connection) -> StoreResult<Option<Instant>> {
    let mut earliest = broadcast::first_look(connection)?;
    for statement in [FIRST_DUE_LEAD, FIRST_DUE_NOTICE, FIRST_DUE_MAIL] {
        let due = one(connection, statement, [], |row| instant(row, 0))?;
        earliest = [earliest, due].into_iter().flatten().min();
    }
    Ok(earliest)
}

pub(super) fn find_address(connection: &Connection, key: &str) -> StoreResult<Option<i64>> {
    one(connection, "SELECT number FROM lead WHERE address_key = ?1", [key], |row| row.get(0))
}

pub(super) fn find_lead(connection: &Connection, lead: &LeadReference) -> StoreResult<Option<String>> {
    match lead {
        LeadReference::Id(id) => {
            one(connection, "SELECT number FROM lead WHERE number = ?1", [lead_number(id)], |row| id_of_lead(row, 0))
        }
        LeadReference::Address(address) => Ok(find_address(connection, &address_key(address))?.map(lead_id)),
    }
}

pub(super) fn due_mails(connection: &Connection, now: Instant, limit: usize) -> StoreResult<Vec<OutboxRow>> {
    let mut rows = all(connection, &format!("{OUTBOX} {DUE_NOTICES}"), (now.0, limited(limit)), outbox_row)?;
    let left = limit.saturating_sub(rows.len());
    rows.extend(all(connection, &format!("{OUTBOX} {DUE_MAILS}"), (now.0, limited(left)), outbox_row)?);
    Ok(rows)
}

pub(super) fn mail(connection: &Connection, id: &str) -> StoreResult<Option<OutboxRow>> {
    one(connection, &format!("{OUTBOX} WHERE id = ?1"), [id], outbox_row)
}

pub(super) fn mails_in_state(connection: &Connection, state: OutboxState, limit: usize) -> StoreResult<Vec<OutboxRow>> {
    // The state stands in the text, not as a value, so that SQLite sees which partial index fits.
    let word = state.word();
    let statement = format!("{OUTBOX} WHERE state = '{word}' ORDER BY changed_at, sequence LIMIT ?1");
    all(connection, &statement, [limited(limit)], outbox_row)
}

pub(super) fn journal(connection: &Connection, lead: &str) -> StoreResult<Vec<JournalEntry>> {
    let statement = "SELECT number, at, input, effects FROM journal WHERE lead = ?1 ORDER BY number";
    all(connection, statement, [lead_number(lead)], |row| {
        Ok(JournalEntry {
            sequence: counter(row, 0)?,
            at: instant(row, 1)?,
            input: json(row, 2)?,
            effects: json(row, 3)?,
        })
    })
}

pub(super) fn mails_of(connection: &Connection, lead: &str) -> StoreResult<Vec<OutboxRow>> {
    all(connection, &format!("{OUTBOX} WHERE lead = ?1 ORDER BY sequence"), [lead_number(lead)], outbox_row)
}

pub(super) fn handoffs_of(connection: &Connection, lead: &str) -> StoreResult<Vec<HandoffRow>> {
    let statement = "SELECT lead, number, team, because, at FROM handoff WHERE lead = ?1 ORDER BY number";
    all(connection, statement, [lead_number(lead)], |row| {
        Ok(HandoffRow {
            lead: id_of_lead(row, 0)?,
            number: counter(row, 1)?,
            team: row.get(2)?,
            because: row.get(3)?,
            at: instant(row, 4)?,
        })
    })
}

pub(super) fn ledger_of(connection: &Connection, lead: &str) -> StoreResult<Vec<LedgerRow>> {
    let statement =
        "SELECT lead, number, at, points, total, because, cause FROM ledger WHERE lead = ?1 ORDER BY number";
    all(connection, statement, [lead_number(lead)], |row| {
        Ok(LedgerRow {
            lead: id_of_lead(row, 0)?,
            number: counter(row, 1)?,
            at: instant(row, 2)?,
            points: row.get(3)?,
            total: row.get(4)?,
            because: row.get(5)?,
            cause: json(row, 6)?,
        })
    })
}

pub(super) fn leads(connection: &Connection) -> StoreResult<Vec<(String, String)>> {
    all(connection, "SELECT number, email FROM lead ORDER BY number", [], |row| Ok((id_of_lead(row, 0)?, row.get(1)?)))
}

pub(super) fn audiences(connection: &Connection) -> StoreResult<Vec<(String, u64)>> {
    let statement = "SELECT audience, count(*) FROM audience_member GROUP BY audience ORDER BY audience";
    all(connection, statement, [], |row| Ok((row.get(0)?, counter(row, 1)?)))
}

pub(super) fn audience(connection: &Connection, audience: &str) -> StoreResult<Vec<String>> {
    let statement = "SELECT lead FROM audience_member WHERE audience = ?1 ORDER BY lead";
    all(connection, statement, [audience], |row| id_of_lead(row, 0))
}

pub(super) fn parked(connection: &Connection) -> StoreResult<Vec<ParkedLead>> {
    let statement = "SELECT number, parked, parked_at FROM lead WHERE parked IS NOT NULL ORDER BY number";
    all(connection, statement, [], |row| {
        Ok(ParkedLead { lead: id_of_lead(row, 0)?, reason: row.get(1)?, at: instant(row, 2)? })
    })
}

pub(super) fn waiting_inputs(connection: &Connection, lead: Option<&str>) -> StoreResult<u64> {
    let count = match lead {
        None => one(connection, "SELECT count(*) FROM inbox", [], |row| counter(row, 0))?,
        Some(lead) => {
            let statement = "SELECT count(*) FROM inbox WHERE lead = ?1";
            one(connection, statement, [lead_number(lead)], |row| counter(row, 0))?
        }
    };
    Ok(count.unwrap_or(0))
}

pub(super) fn outbox_counts(connection: &Connection) -> StoreResult<Vec<(OutboxState, u64)>> {
    let statement = "SELECT state, count(*) FROM outbox GROUP BY state";
    let counts = all(connection, statement, [], |row| Ok((state_of(row, 0)?, counter(row, 1)?)))?;
    Ok(counts.into_iter().collect::<BTreeMap<_, _>>().into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::schema;
    use std::time::Duration;

    /// How SQLite carries a statement out, one line a table.
    fn plan(statement: &str) -> Vec<String> {
        let folder = tempfile::TempDir::new().unwrap();
        let (connection, _) = schema::open_writer(&folder.path().join("plan.db"), Duration::ZERO, 0).unwrap();
        let mut explain = connection.prepare(&format!("EXPLAIN QUERY PLAN {statement}")).unwrap();
        let values = vec![rusqlite::types::Value::Integer(1); explain.parameter_count()];
        let rows = explain.query_map(rusqlite::params_from_iter(values), |row| row.get(3)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[test]
    fn what_is_asked_at_each_tick_reads_only_what_is_due() {
        let outbox = |condition: &str| format!("{OUTBOX} {condition}");
        for (statement, index) in [
            (DUE_LEADS.to_owned(), "lead_due"),
            (LOOKS.to_owned(), "lead_look"),
            (broadcast::NEXT.to_owned(), "broadcast_open"),
            (broadcast::MATCHING.to_owned(), "PRIMARY KEY"),
            (FIRST_DUE_LEAD.to_owned(), "lead_due"),
            (FIRST_DUE_NOTICE.to_owned(), "outbox_due"),
            (FIRST_DUE_MAIL.to_owned(), "outbox_due"),
            (outbox(DUE_NOTICES), "outbox_due"),
            (outbox(DUE_MAILS), "outbox_due"),
            (outbox("WHERE state = 'sending' ORDER BY changed_at, sequence LIMIT 1"), "outbox_sending"),
        ] {
            let plan = plan(&statement).join("\n");
            assert!(plan.contains(index), "{statement}\n{plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{statement}\n{plan}");
        }
    }
}
