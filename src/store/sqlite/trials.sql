-- Schema 4. What is known of the variants of emails: since when a trial runs, which variant has won, and the counts.

CREATE TABLE trial (
    id         TEXT PRIMARY KEY,             -- `case_study: numbers, question`
    begun_at   INTEGER,
    winner     TEXT,
    decided_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE trial_count (
    trial   TEXT    NOT NULL,
    variant TEXT    NOT NULL,
    sent    INTEGER NOT NULL,
    opened  INTEGER NOT NULL,
    clicked INTEGER NOT NULL,
    PRIMARY KEY (trial, variant)
) STRICT, WITHOUT ROWID;
