-- Wallboards' own passes: a screen on a wall stays signed in without a person. Only a hash of the word is kept.
CREATE TABLE wall_pass (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, word_sha256 TEXT NOT NULL UNIQUE,
  made_at TEXT NOT NULL, made_by TEXT NOT NULL, valid_until TEXT NOT NULL, revoked_at TEXT, revoked_by TEXT,
  last_seen_at TEXT
) STRICT;
