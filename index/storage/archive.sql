-- Every text that was served, and under which names when. Times are ISO 8601 in UTC.
CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS texts (
    sha256 TEXT PRIMARY KEY,    -- of the text in UTF-8
    packed BLOB NOT NULL        -- the text in UTF-8, by zlib
);

CREATE TABLE IF NOT EXISTS versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sha256 TEXT NOT NULL REFERENCES texts (sha256),
    name TEXT NOT NULL,
    collection TEXT NOT NULL,
    title TEXT NOT NULL,
    date TEXT NOT NULL,
    publisher TEXT NOT NULL,
    url TEXT NOT NULL,
    layout BLOB NOT NULL,       -- by zlib, JSON: see index/versions.py
    since TEXT,                 -- NULL until it is served
    until TEXT                  -- NULL until it is served no more
);
CREATE INDEX IF NOT EXISTS versions_by_text ON versions (sha256);
CREATE UNIQUE INDEX IF NOT EXISTS versions_open ON versions (name, sha256) WHERE until IS NULL;

-- What one reindex did to one document: added without an old version, removed without a new one.
CREATE TABLE IF NOT EXISTS events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    time TEXT NOT NULL,
    store TEXT NOT NULL,        -- identity of the store: generations begin again in a new one
    generation INTEGER NOT NULL,
    old INTEGER REFERENCES versions (id),
    new INTEGER REFERENCES versions (id)
);
CREATE INDEX IF NOT EXISTS events_by_time ON events (time);
