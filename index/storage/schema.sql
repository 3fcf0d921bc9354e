-- The store: one transaction for every change. Offsets count characters of documents.text.
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE documents (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    collection TEXT NOT NULL,
    title TEXT NOT NULL,
    date TEXT NOT NULL,
    publisher TEXT NOT NULL,
    url TEXT NOT NULL,
    sha256 TEXT NOT NULL,       -- of text, in UTF-8
    file_sha256 TEXT NOT NULL,  -- of the file's bytes: what tells a changed file
    body_sha256 TEXT NOT NULL,  -- of the passages alone: what tells a copy
    sections INTEGER NOT NULL,  -- how many, so that nobody need count them; likewise:
    passages INTEGER NOT NULL,
    pages TEXT NOT NULL,        -- JSON: [offset at which each page starts, ...], [] without pages
    findings TEXT NOT NULL,     -- JSON: [[check, message], ...]
    text TEXT NOT NULL          -- last: SQLite reads through a long value to come to what stands behind it
);
CREATE INDEX documents_by_collection ON documents (collection);
CREATE INDEX documents_by_publisher ON documents (publisher);

CREATE TABLE sections (
    id INTEGER PRIMARY KEY,
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    headings TEXT NOT NULL,     -- JSON: [outermost, ..., own]
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    UNIQUE (document_id, position)
);

CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used twice: ids outlive rows in readers' memory
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    section_id INTEGER NOT NULL REFERENCES sections (id),
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    layout TEXT NOT NULL,       -- JSON: [[sentence spans], [item spans]]
    length INTEGER NOT NULL,    -- how many terms
    counts BLOB NOT NULL,       -- how often it holds which terms, packed by index/storage/counts.py
    embedding_id INTEGER NOT NULL REFERENCES embeddings (id)
);
CREATE INDEX passages_by_document ON passages (document_id);
CREATE INDEX passages_by_section ON passages (section_id);
CREATE INDEX passages_by_embedding ON passages (embedding_id);

CREATE TABLE cautions (
    document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL
);
CREATE INDEX cautions_by_document ON cautions (document_id);

-- Kept by the text embedded, so that a text that stays or moves is never embedded again.
CREATE TABLE embeddings (
    id INTEGER PRIMARY KEY,
    text_sha256 BLOB NOT NULL UNIQUE,
    vector BLOB NOT NULL,       -- float32, little endian
    tokens BLOB NOT NULL        -- packed by index/tokens.py
);

-- Terms of passages, not their words: analysed by knowledge/words.py, so the tokenizer has nothing left to do.
-- body: a line a sentence, terms separated by spaces. What is taken out of the index, and out of the list of
-- terms, is what stands here, so what was put in, whatever happens to the other tables.
CREATE VIRTUAL TABLE lexical USING fts5 (
    body, headings, title, tokenize = "unicode61 remove_diacritics 0 tokenchars '.,+''’'"
);

CREATE TABLE terms (
    id INTEGER PRIMARY KEY,     -- what passages.counts call it
    term TEXT NOT NULL UNIQUE,
    passages INTEGER NOT NULL   -- how many hold it in text, headings or title
);

-- How probable a term is in a passage of ordinary English; filled once, from index/storage/background.py.
CREATE TABLE background (term TEXT PRIMARY KEY, probability REAL NOT NULL) WITHOUT ROWID;
