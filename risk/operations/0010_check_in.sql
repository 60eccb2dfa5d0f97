-- When crews said they set out, arrived and finished, as their phones told it. Rows are only appended; uuid is
-- made where the check-in is, so one sent twice is one.
CREATE TABLE check_in (
  id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, day TEXT NOT NULL, day_id INTEGER
    REFERENCES dispatch_day (id), crew_id TEXT NOT NULL, claim_id TEXT NOT NULL,
  kind TEXT NOT NULL,       -- set_out, arrived, finished
  at TEXT NOT NULL,         -- local wall time, the device's clock put right
  device_at TEXT, received_at TEXT NOT NULL,
  lon REAL, lat REAL, accuracy_m REAL, distance_m REAL, photo_at TEXT,
  quality TEXT NOT NULL,    -- measured, typed, inferred
  source TEXT NOT NULL,     -- phone; the dispatcher's calls are deeds, photographs and the core system's rows go to the warehouse
  user TEXT NOT NULL, role TEXT NOT NULL
) STRICT;
CREATE INDEX check_in_claim ON check_in (claim_id, kind);
CREATE INDEX check_in_day ON check_in (day_id);
CREATE TRIGGER check_in_no_update BEFORE UPDATE ON check_in
BEGIN SELECT RAISE(ABORT, 'check-ins are only appended'); END;
CREATE TRIGGER check_in_no_delete BEFORE DELETE ON check_in
BEGIN SELECT RAISE(ABORT, 'check-ins are only appended'); END;
