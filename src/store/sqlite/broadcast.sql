-- Schema 3: events for everyone, the index that finds their leads, and leads that a new program must look at.

ALTER TABLE lead ADD COLUMN look INTEGER;    -- version of the program that wants to look at the lead
CREATE INDEX lead_look ON lead (number) WHERE look IS NOT NULL AND parked IS NULL;

CREATE TABLE broadcast (                     -- events about things on their way to leads
    sequence INTEGER PRIMARY KEY,            -- order of arrival
    after    INTEGER NOT NULL,               -- last input of a lead that came before it
    cursor   INTEGER NOT NULL,               -- last lead that was looked at
    until    INTEGER NOT NULL,               -- last lead that was known when it came
    done     INTEGER NOT NULL,               -- 1 when all leads have it
    input    TEXT    NOT NULL
) STRICT;
CREATE INDEX broadcast_open ON broadcast (sequence) WHERE done = 0;

CREATE TABLE indexed_field (                 -- fields of leads that events look for
    field    TEXT PRIMARY KEY,
    fallback TEXT NOT NULL                   -- the declared default, `null` without one
) STRICT, WITHOUT ROWID;

CREATE TABLE lead_index (
    field TEXT    NOT NULL,
    key   TEXT    NOT NULL,                  -- the value, or one of its elements
    lead  INTEGER NOT NULL,
    PRIMARY KEY (field, key, lead)
) STRICT, WITHOUT ROWID;
CREATE INDEX lead_index_lead ON lead_index (lead, field, key);
