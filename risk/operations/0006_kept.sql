-- What plans said of an event, what came of it, back-tests of plans, and drills. Rows are only appended.
CREATE TABLE plan_said (
  id INTEGER PRIMARY KEY AUTOINCREMENT, plan_sha256 TEXT NOT NULL, event_id TEXT, name TEXT NOT NULL,
  peril_family TEXT NOT NULL, starts_at TEXT NOT NULL, as_of TEXT NOT NULL, share_target REAL NOT NULL,
  data_version TEXT NOT NULL, code_version TEXT NOT NULL, seed INTEGER NOT NULL, made_at TEXT NOT NULL,
  user TEXT NOT NULL, UNIQUE (plan_sha256, made_at)
) STRICT;
CREATE TABLE plan_said_tier (
  said_id INTEGER NOT NULL REFERENCES plan_said (id), tier TEXT NOT NULL, claims_mean REAL,
  expected_share REAL, p_event_share REAL, p_lo REAL, p_hi REAL, model_lo REAL, model_hi REAL,
  PRIMARY KEY (said_id, tier)
) STRICT, WITHOUT ROWID;
CREATE TABLE plan_run (
  id INTEGER PRIMARY KEY AUTOINCREMENT, data_version TEXT NOT NULL, code_version TEXT NOT NULL,
  seed INTEGER NOT NULL, made_at TEXT NOT NULL
) STRICT;
CREATE TABLE plan_judged (
  run_id INTEGER NOT NULL REFERENCES plan_run (id), event_id TEXT NOT NULL, name TEXT NOT NULL,
  peril_family TEXT NOT NULL, season INTEGER NOT NULL, way TEXT NOT NULL, tier TEXT NOT NULL, crew_days INTEGER NOT NULL,
  claims_said REAL, claims INTEGER NOT NULL, left_out INTEGER NOT NULL, expected_share REAL, p_event_share REAL,
  p_lo REAL, p_hi REAL, share REAL, share_lo REAL, share_hi REAL, kept REAL,
  PRIMARY KEY (run_id, event_id, way, tier)
) STRICT, WITHOUT ROWID;

-- A drill is told by its steps alone: nothing before the last step's hour can be changed any more.
CREATE TABLE drill (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, origin TEXT NOT NULL, seed INTEGER NOT NULL,
  synthetic INTEGER NOT NULL, data_version TEXT NOT NULL, code_version TEXT NOT NULL, participants TEXT NOT NULL,
  user TEXT NOT NULL, role TEXT NOT NULL, begun_at TEXT NOT NULL
) STRICT;
CREATE TABLE drill_step (
  number INTEGER PRIMARY KEY AUTOINCREMENT, drill_id INTEGER NOT NULL REFERENCES drill (id), at_h REAL NOT NULL,
  deed TEXT NOT NULL, user TEXT NOT NULL, made_at TEXT NOT NULL
) STRICT;
CREATE INDEX drill_step_drill ON drill_step (drill_id, number);
CREATE TABLE drill_score (
  drill_id INTEGER PRIMARY KEY REFERENCES drill (id), score TEXT NOT NULL, ended_at TEXT NOT NULL
) STRICT;
CREATE TRIGGER plan_said_no_update BEFORE UPDATE ON plan_said
BEGIN SELECT RAISE(ABORT, 'what was said is only appended'); END;
CREATE TRIGGER plan_said_no_delete BEFORE DELETE ON plan_said
BEGIN SELECT RAISE(ABORT, 'what was said is only appended'); END;
CREATE TRIGGER plan_said_tier_no_update BEFORE UPDATE ON plan_said_tier
BEGIN SELECT RAISE(ABORT, 'what was said is only appended'); END;
CREATE TRIGGER plan_said_tier_no_delete BEFORE DELETE ON plan_said_tier
BEGIN SELECT RAISE(ABORT, 'what was said is only appended'); END;
CREATE TRIGGER drill_no_update BEFORE UPDATE ON drill
BEGIN SELECT RAISE(ABORT, 'drills are only appended'); END;
CREATE TRIGGER drill_no_delete BEFORE DELETE ON drill
BEGIN SELECT RAISE(ABORT, 'drills are only appended'); END;
CREATE TRIGGER drill_step_no_update BEFORE UPDATE ON drill_step
BEGIN SELECT RAISE(ABORT, 'drills are only appended'); END;
CREATE TRIGGER drill_step_no_delete BEFORE DELETE ON drill_step
BEGIN SELECT RAISE(ABORT, 'drills are only appended'); END;
CREATE TRIGGER drill_step_in_time BEFORE INSERT ON drill_step
WHEN NEW.at_h < coalesce((SELECT max(at_h) FROM drill_step WHERE drill_id = NEW.drill_id), NEW.at_h)
BEGIN SELECT RAISE(ABORT, 'the past of a drill cannot be changed'); END;
CREATE TRIGGER drill_step_not_after_its_end BEFORE INSERT ON drill_step
WHEN EXISTS (SELECT 1 FROM drill_score WHERE drill_id = NEW.drill_id)
BEGIN SELECT RAISE(ABORT, 'this drill is over'); END;
CREATE TRIGGER drill_score_no_update BEFORE UPDATE ON drill_score
BEGIN SELECT RAISE(ABORT, 'drills are only appended'); END;
CREATE TRIGGER drill_score_no_delete BEFORE DELETE ON drill_score
BEGIN SELECT RAISE(ABORT, 'drills are only appended'); END;
