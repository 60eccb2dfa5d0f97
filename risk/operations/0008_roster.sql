-- Rosters people saved: rows are only appended; a change by hand is a new row that names the one it came from.
-- The payload holds staff numbers, never names.
CREATE TABLE roster (
  id INTEGER PRIMARY KEY AUTOINCREMENT, month TEXT NOT NULL, name TEXT NOT NULL, parent_id INTEGER REFERENCES roster (id),
  user TEXT NOT NULL, role TEXT NOT NULL, at TEXT NOT NULL, data_version TEXT NOT NULL, broken INTEGER NOT NULL,
  payload TEXT NOT NULL
) STRICT;
CREATE INDEX roster_month ON roster (month, id);
CREATE TRIGGER roster_no_update BEFORE UPDATE ON roster
BEGIN SELECT RAISE(ABORT, 'rosters are only appended'); END;
CREATE TRIGGER roster_no_delete BEFORE DELETE ON roster
BEGIN SELECT RAISE(ABORT, 'rosters are only appended'); END;
