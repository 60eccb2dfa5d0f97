-- The operations store, number 1. A later change is a numbered script beside this one (0002_what.sql);
-- PRAGMA user_version is the number of the last script applied. Times are ISO text, local wall time.

CREATE TABLE user (
  name TEXT PRIMARY KEY, password_hash TEXT NOT NULL, role TEXT NOT NULL,
  created_at TEXT NOT NULL, password_at TEXT NOT NULL, password_number INTEGER NOT NULL DEFAULT 1,
  disabled INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, locked_until TEXT
) STRICT;

-- Append-only. sha256 covers the row and previous_sha256; AUTOINCREMENT remembers rows cut off at the end.
CREATE TABLE audit (
  number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, user TEXT NOT NULL, role TEXT NOT NULL,
  action TEXT NOT NULL, object TEXT NOT NULL, parameters_sha256 TEXT NOT NULL, data_version TEXT NOT NULL,
  result TEXT NOT NULL, previous_sha256 TEXT NOT NULL, sha256 TEXT NOT NULL
) STRICT;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are only appended'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'audit rows are only appended'); END;
-- INSERT OR REPLACE would delete without firing the trigger above: only the next number is let in.
CREATE TRIGGER audit_only_next BEFORE INSERT ON audit
WHEN NEW.number <> coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'audit'), 0) + 1
BEGIN SELECT RAISE(ABORT, 'audit rows are only appended'); END;

-- Which key the encrypted rows and household keys belong to; the key itself is never here.
CREATE TABLE key_check (id INTEGER PRIMARY KEY CHECK (id = 1), fingerprint TEXT NOT NULL) STRICT;

-- One encrypted JSON object a subject; content_mark is a keyed hash that tells an unchanged one.
CREATE TABLE person (
  kind TEXT NOT NULL, key TEXT NOT NULL, content_mark BLOB NOT NULL, secret BLOB NOT NULL,
  PRIMARY KEY (kind, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE reject_row (
  load_id INTEGER NOT NULL, row INTEGER NOT NULL, expires_at TEXT NOT NULL, secret BLOB NOT NULL,
  PRIMARY KEY (load_id, row)
) STRICT, WITHOUT ROWID;
CREATE INDEX reject_row_expires ON reject_row (expires_at);

CREATE TABLE scenario (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL,
  data_version TEXT NOT NULL, payload TEXT NOT NULL
) STRICT;
CREATE TABLE plan (
  id INTEGER PRIMARY KEY AUTOINCREMENT, scenario_id INTEGER REFERENCES scenario (id), name TEXT NOT NULL,
  author TEXT NOT NULL, at TEXT NOT NULL, data_version TEXT NOT NULL, payload TEXT NOT NULL
) STRICT;
