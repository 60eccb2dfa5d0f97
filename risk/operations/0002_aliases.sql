-- Number 2: what a person decided a way of writing a place means. Removed ones stay as a record.
CREATE TABLE alias (
  id INTEGER PRIMARY KEY AUTOINCREMENT, township_name TEXT NOT NULL, region_name TEXT NOT NULL,
  region_code TEXT NOT NULL, user TEXT NOT NULL, at TEXT NOT NULL, removed_at TEXT
) STRICT;
CREATE UNIQUE INDEX alias_writing ON alias (township_name, region_name) WHERE removed_at IS NULL;
