-- What was said of past events, each told from what was known on its eve, beside what came.
CREATE TABLE nowcast_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT, data_version TEXT NOT NULL, code_version TEXT NOT NULL,
  seed INTEGER NOT NULL, made_at TEXT NOT NULL
) STRICT;
CREATE TABLE nowcast_said (
  run_id INTEGER NOT NULL REFERENCES nowcast_run (id), event_id TEXT NOT NULL, name TEXT NOT NULL,
  peril_family TEXT NOT NULL, at_h REAL NOT NULL, reported INTEGER NOT NULL, mean REAL NOT NULL,
  p05 REAL NOT NULL, p10 REAL NOT NULL, p50 REAL NOT NULL, p90 REAL NOT NULL, p95 REAL NOT NULL,
  final INTEGER NOT NULL, PRIMARY KEY (run_id, event_id, at_h)
) STRICT, WITHOUT ROWID;
