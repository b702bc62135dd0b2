-- Schema 1. Times are milliseconds since 1970 (UTC). Columns stand for what is searched by; the rest is JSON, so that
-- people can look into it with any SQLite tool. Every table of a lead's data is keyed by the lead first.

CREATE TABLE program (
    version      INTEGER PRIMARY KEY,
    hash         TEXT    NOT NULL,
    published_at INTEGER NOT NULL,
    body         TEXT    NOT NULL
) STRICT;

CREATE TABLE lead (
    number       INTEGER PRIMARY KEY,        -- order of creation; `L0000000001` is number 1
    address_key  TEXT    NOT NULL UNIQUE,    -- canonical form of the address
    email        TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    version      INTEGER NOT NULL,           -- raised by each write
    due          INTEGER,                    -- when the lead must be woken
    score        INTEGER NOT NULL,
    suppressed   TEXT,                       -- why no mail may be sent
    parked       TEXT,                       -- why the engine leaves it alone
    parked_at    INTEGER,
    state_format INTEGER NOT NULL,
    state        TEXT    NOT NULL
) STRICT;
CREATE INDEX lead_due ON lead (due) WHERE due IS NOT NULL AND parked IS NULL;
CREATE INDEX lead_parked ON lead (parked_at) WHERE parked IS NOT NULL;

CREATE TABLE input (                         -- every id that was ever accepted
    id          TEXT    PRIMARY KEY,
    fingerprint BLOB    NOT NULL,
    lead        INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (                         -- inputs that the engine has not read yet
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    lead     INTEGER NOT NULL,
    input    TEXT    NOT NULL
) STRICT;
CREATE INDEX inbox_lead ON inbox (lead);

CREATE TABLE outbox (
    sequence     INTEGER PRIMARY KEY,        -- order of planning
    id           TEXT    NOT NULL UNIQUE,
    lead         INTEGER NOT NULL,
    kind         INTEGER NOT NULL,           -- 0 a notice to sales, 1 a mail to the lead
    scenario     TEXT,
    step         TEXT,
    program      INTEGER NOT NULL,           -- version
    state        TEXT    NOT NULL,
    epoch        INTEGER NOT NULL,
    due          INTEGER NOT NULL,
    first_due    INTEGER NOT NULL,
    attempts     INTEGER NOT NULL,
    reason       TEXT,
    message_id   TEXT,
    content_hash TEXT,
    changed_at   INTEGER NOT NULL,
    content      TEXT    NOT NULL
) STRICT;
CREATE INDEX outbox_lead ON outbox (lead, sequence);
CREATE INDEX outbox_due ON outbox (kind, due) WHERE state = 'planned';
CREATE INDEX outbox_sending ON outbox (changed_at) WHERE state = 'sending';
CREATE INDEX outbox_unknown ON outbox (changed_at) WHERE state = 'unknown';

CREATE TABLE journal (
    lead    INTEGER NOT NULL,
    number  INTEGER NOT NULL,                -- order within the lead
    at      INTEGER NOT NULL,
    input   TEXT    NOT NULL,
    effects TEXT    NOT NULL,
    PRIMARY KEY (lead, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger (
    lead    INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    points  INTEGER NOT NULL,
    total   INTEGER NOT NULL,
    because TEXT,
    cause   TEXT    NOT NULL,
    PRIMARY KEY (lead, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE handoff (
    lead    INTEGER NOT NULL,
    number  INTEGER NOT NULL,
    team    TEXT    NOT NULL,
    because TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (lead, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE turn (
    team TEXT    PRIMARY KEY,
    next INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
