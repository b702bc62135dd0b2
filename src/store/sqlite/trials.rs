//! Counts and winners of the variants of emails in SQL.

use super::read::{all, counter};
use super::write::execute;
use crate::engine::trial::{Tally, TrialCounts, TrialRecord, Trials};
use crate::ir::time::Instant;
use crate::store::StoreResult;
use rusqlite::{Connection, params};

pub(super) fn trials(connection: &Connection) -> StoreResult<Trials> {
    let statement = "SELECT id, begun_at, winner, decided_at FROM trial";
    let records = all(connection, statement, [], |row| {
        let instant = |column: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.map(Instant));
        let record = TrialRecord {
            begun_at: instant(1)?,
            winner: row.get(2)?,
            decided_at: instant(3)?,
            ..TrialRecord::default()
        };
        Ok((row.get::<_, String>(0)?, record))
    })?;
    let mut trials: Trials = records.into_iter().collect();
    let statement = "SELECT trial, variant, sent, opened, clicked FROM trial_count";
    let counts = all(connection, statement, [], |row| {
        let counts = TrialCounts { sent: counter(row, 2)?, opened: counter(row, 3)?, clicked: counter(row, 4)? };
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, counts))
    })?;
    for (trial, variant, counts) in counts {
        trials.entry(trial).or_default().counts.insert(variant, counts);
    }
    Ok(trials)
}

pub(super) fn begin(connection: &Connection, trial: &str, at: Instant) -> StoreResult<()> {
    let statement = "INSERT INTO trial (id, begun_at) VALUES (?1, ?2) \
        ON CONFLICT (id) DO UPDATE SET begun_at = coalesce(begun_at, excluded.begun_at)";
    execute(connection, statement, params![trial, at.0]).map(|_| ())
}

pub(super) fn decide(connection: &Connection, trial: &str, winner: &str, at: Instant) -> StoreResult<()> {
    let statement = "INSERT INTO trial (id, winner, decided_at) VALUES (?1, ?2, ?3) \
        ON CONFLICT (id) DO UPDATE SET winner = excluded.winner, decided_at = excluded.decided_at WHERE winner IS NULL";
    execute(connection, statement, params![trial, winner, at.0]).map(|_| ())
}

pub(super) fn add(connection: &Connection, trial: &str, variant: &str, tally: Tally) -> StoreResult<()> {
    let one = |wanted: Tally| i64::from(tally == wanted);
    let statement = "INSERT INTO trial_count (trial, variant, sent, opened, clicked) VALUES (?1, ?2, ?3, ?4, ?5) \
        ON CONFLICT (trial, variant) DO UPDATE SET sent = sent + excluded.sent, opened = opened + excluded.opened, \
        clicked = clicked + excluded.clicked";
    let values = params![trial, variant, one(Tally::Sent), one(Tally::Opened), one(Tally::Clicked)];
    execute(connection, statement, values).map(|_| ())
}
