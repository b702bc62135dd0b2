//! Events about things in SQL: what is under way, and the index that finds their leads.

use super::write::{execute, integer, json, optional};
use super::{failure, read};
use crate::engine::LeadState;
use crate::ir::Value;
use crate::store::broadcast::Underway;
use crate::store::{Broadcast, StoreError, StoreResult};
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, BTreeSet};

/// The oldest event under way whose turn has come: what leads did before it has been worked through.
pub(super) const NEXT: &str = "SELECT sequence, input FROM broadcast WHERE done = 0 AND NOT EXISTS \
    (SELECT 1 FROM inbox WHERE inbox.sequence <= broadcast.after AND NOT EXISTS \
    (SELECT 1 FROM lead WHERE number = inbox.lead AND parked IS NOT NULL)) ORDER BY sequence LIMIT 1";
/// Leads by a value.
pub(super) const MATCHING: &str = "SELECT lead FROM lead_index WHERE field = ?1 AND key = ?2 AND lead > ?3 \
    AND lead <= ?4 ORDER BY lead LIMIT ?5";

pub(super) fn next(connection: &Connection) -> StoreResult<Option<Broadcast>> {
    read::one(connection, NEXT, [], |row| {
        Ok(Broadcast { sequence: read::counter(row, 0)?, input: read::json(row, 1)? })
    })
}

pub(super) fn add(connection: &Connection, broadcast: &Underway) -> StoreResult<()> {
    let statement = "INSERT INTO broadcast (after, cursor, until, done, input) \
        VALUES ((SELECT coalesce(max(sequence), 0) FROM inbox), ?1, ?2, 0, ?3)";
    execute(connection, statement, params![broadcast.cursor, broadcast.until, json(&broadcast.input)?]).map(|_| ())
}

pub(super) fn get(connection: &Connection, sequence: u64) -> StoreResult<Option<Underway>> {
    let statement = "SELECT cursor, until, input FROM broadcast WHERE sequence = ?1 AND done = 0";
    read::one(connection, statement, [integer(sequence)?], |row| {
        Ok(Underway { cursor: row.get(0)?, until: row.get(1)?, input: read::json(row, 2)? })
    })
}

pub(super) fn go_on(connection: &Connection, sequence: u64, cursor: Option<i64>) -> StoreResult<()> {
    let statement = "UPDATE broadcast SET cursor = coalesce(?2, cursor), done = ?3 WHERE sequence = ?1";
    execute(connection, statement, params![integer(sequence)?, cursor, cursor.is_none()]).map(|_| ())
}

pub(super) fn matching(
    connection: &Connection,
    (field, key): (&str, &str),
    after: i64,
    until: i64,
    limit: usize,
) -> StoreResult<Vec<i64>> {
    read::all(connection, MATCHING, params![field, key, after, until, read::limited(limit)], |row| row.get(0))
}

pub(super) fn fields(connection: &Connection) -> StoreResult<BTreeMap<String, Option<Value>>> {
    let statement = "SELECT field, fallback FROM indexed_field";
    Ok(read::all(connection, statement, [], |row| Ok((row.get(0)?, read::json(row, 1)?)))?.into_iter().collect())
}

pub(super) fn set_fields(connection: &Connection, fields: &BTreeMap<String, Option<Value>>) -> StoreResult<()> {
    for (field, fallback) in fields {
        let statement = "INSERT INTO indexed_field (field, fallback) VALUES (?1, ?2) \
            ON CONFLICT (field) DO UPDATE SET fallback = excluded.fallback";
        execute(connection, statement, params![field, json(fallback)?])?;
    }
    Ok(())
}

pub(super) fn index_of(connection: &Connection, lead: i64) -> StoreResult<BTreeSet<(String, String)>> {
    let statement = "SELECT field, key FROM lead_index WHERE lead = ?1";
    Ok(read::all(connection, statement, [lead], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

pub(super) fn add_index(connection: &Connection, lead: i64, (field, key): &(String, String)) -> StoreResult<()> {
    let statement = "INSERT INTO lead_index (field, key, lead) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    execute(connection, statement, params![field, key, lead]).map(|_| ())
}

pub(super) fn remove_index(connection: &Connection, lead: i64, (field, key): &(String, String)) -> StoreResult<()> {
    let statement = "DELETE FROM lead_index WHERE field = ?1 AND key = ?2 AND lead = ?3";
    execute(connection, statement, params![field, key, lead]).map(|_| ())
}

/// The next leads in order of creation, with their states.
pub(super) fn leads_after(
    connection: &Connection,
    last: i64,
    limit: usize,
) -> StoreResult<Vec<(i64, Option<LeadState>)>> {
    let statement = "SELECT number, state FROM lead WHERE number > ?1 ORDER BY number LIMIT ?2";
    let mut statement = connection.prepare_cached(statement).map_err(|error| failure(&error))?;
    let rows = statement.query_map((last, read::limited(limit)), |row| Ok((row.get(0)?, row.get::<_, String>(1)?)));
    let rows = rows.and_then(Iterator::collect::<rusqlite::Result<Vec<(i64, String)>>>);
    // A state that cannot be read keeps its lead out of the index, not the program from being published: the engine
    // sets such a lead aside with the reason.
    let read = |(lead, text): (i64, String)| (lead, serde_json::from_str(&text).ok());
    Ok(rows.map_err(|error| failure(&error))?.into_iter().map(read).collect())
}

/// Whether any lead must be looked at, and since when.
pub(super) fn first_look(connection: &Connection) -> StoreResult<Option<crate::ir::time::Instant>> {
    let statement = "SELECT published_at FROM program WHERE version = \
        (SELECT look FROM lead WHERE look IS NOT NULL AND parked IS NULL ORDER BY number LIMIT 1)";
    optional(connection, statement, [], |row| row.get(0).map(crate::ir::time::Instant))
}

/// Lets the current program look at every lead.
pub(super) fn look_at_all(connection: &Connection, version: u32) -> Result<(), StoreError> {
    execute(connection, "UPDATE lead SET look = ?1", [version]).map(|_| ())
}
