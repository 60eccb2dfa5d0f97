-- Dispatch days: where one began, and every deed since. Rows are only appended: a day is told from its log, so
-- nothing confirmed is lost and everything can be taken back. The ground (places, minutes, settings) is kept
-- whole: a day outlives the data version it was opened on. No personal data: staff and claim numbers only.
CREATE TABLE dispatch_day (
  id INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL, origin TEXT NOT NULL,  -- live, or what is replayed
  name TEXT NOT NULL, seed INTEGER NOT NULL, synthetic INTEGER NOT NULL, data_version TEXT NOT NULL,
  code_version TEXT NOT NULL, user TEXT NOT NULL, role TEXT NOT NULL, at TEXT NOT NULL,
  start TEXT NOT NULL, ground BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX dispatch_day_live ON dispatch_day (day) WHERE origin = 'live';
CREATE TABLE dispatch_deed (
  day_id INTEGER NOT NULL REFERENCES dispatch_day (id), number INTEGER NOT NULL, at_min REAL NOT NULL,
  kind TEXT NOT NULL, deed TEXT NOT NULL, touches TEXT NOT NULL,  -- claims and crews it is about, as JSON
  reason TEXT NOT NULL, vals TEXT NOT NULL, user TEXT NOT NULL, role TEXT NOT NULL, made_at TEXT NOT NULL,
  PRIMARY KEY (day_id, number)
) STRICT;
CREATE TRIGGER dispatch_day_no_update BEFORE UPDATE ON dispatch_day
BEGIN SELECT RAISE(ABORT, 'dispatch days are only appended'); END;
CREATE TRIGGER dispatch_day_no_delete BEFORE DELETE ON dispatch_day
BEGIN SELECT RAISE(ABORT, 'dispatch days are only appended'); END;
CREATE TRIGGER dispatch_deed_no_update BEFORE UPDATE ON dispatch_deed
BEGIN SELECT RAISE(ABORT, 'deeds of a dispatch day are only appended'); END;
CREATE TRIGGER dispatch_deed_no_delete BEFORE DELETE ON dispatch_deed
BEGIN SELECT RAISE(ABORT, 'deeds of a dispatch day are only appended'); END;
