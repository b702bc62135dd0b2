-- Schema 2. Who is on which audience, so that a list is read along an index and not out of every lead's state.

CREATE TABLE audience_member (
    audience TEXT    NOT NULL,
    lead     INTEGER NOT NULL,
    PRIMARY KEY (audience, lead)
) STRICT, WITHOUT ROWID;
