-- Warnings and what people did about them. Every table is only appended to: of rows about one thing
-- the last is in force. Times are ISO text, local wall time.

-- One row a warning as received. sha256 is of what came in, part its place in there (a file may hold
-- several); record is the warning as read, JSON. A pasted one counts once a person confirmed it.
CREATE TABLE alert (
  id INTEGER PRIMARY KEY AUTOINCREMENT, sha256 TEXT NOT NULL, part INTEGER NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('file', 'folder', 'pasted', 'url')), origin TEXT NOT NULL,
  record TEXT NOT NULL, text TEXT NOT NULL, user TEXT NOT NULL, received_at TEXT NOT NULL,
  UNIQUE (sha256, part)
) STRICT;
CREATE TABLE alert_decision (
  id INTEGER PRIMARY KEY AUTOINCREMENT, alert_id INTEGER NOT NULL REFERENCES alert (id),
  decision TEXT NOT NULL CHECK (decision IN ('confirmed', 'set_aside', 'restored')),
  reason TEXT NOT NULL, user TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE INDEX alert_decision_alert ON alert_decision (alert_id, id);

-- A step of a checklist done (1) or taken back (0) for one warning.
CREATE TABLE alert_step (
  id INTEGER PRIMARY KEY AUTOINCREMENT, alert_id INTEGER NOT NULL REFERENCES alert (id),
  step TEXT NOT NULL, done INTEGER NOT NULL CHECK (done IN (0, 1)), note TEXT NOT NULL,
  user TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE INDEX alert_step_alert ON alert_step (alert_id, id);

-- A call to a liaison; the person's name and number are kept encrypted in table person.
CREATE TABLE liaison_call (
  id INTEGER PRIMARY KEY AUTOINCREMENT, alert_id INTEGER NOT NULL REFERENCES alert (id),
  liaison_id TEXT NOT NULL, region_code TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('reached', 'no_answer', 'wrong_number', 'told_another', 'call_back')),
  note TEXT NOT NULL, user TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE INDEX liaison_call_alert ON liaison_call (alert_id, id);

-- State of the roads into a township as somebody reported it.
CREATE TABLE road_report (
  id INTEGER PRIMARY KEY AUTOINCREMENT, region_code TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'slow', 'restricted', 'closed')),
  from_at TEXT NOT NULL, note TEXT NOT NULL, user TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE INDEX road_report_region ON road_report (region_code, id);

-- A person's word on crews into a township, over the rule's, until its end; 'rule' gives it back.
CREATE TABLE crew_decision (
  id INTEGER PRIMARY KEY AUTOINCREMENT, region_code TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('go', 'care', 'no_go', 'rule')),
  until_at TEXT NOT NULL, reason TEXT NOT NULL, rule TEXT NOT NULL, user TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE INDEX crew_decision_region ON crew_decision (region_code, id);

CREATE TRIGGER alert_no_update BEFORE UPDATE ON alert BEGIN SELECT RAISE(ABORT, 'only appended'); END;
CREATE TRIGGER alert_no_delete BEFORE DELETE ON alert BEGIN SELECT RAISE(ABORT, 'only appended'); END;
CREATE TRIGGER alert_decision_no_update BEFORE UPDATE ON alert_decision BEGIN SELECT RAISE(ABORT, 'only appended'); END;
CREATE TRIGGER alert_decision_no_delete BEFORE DELETE ON alert_decision BEGIN SELECT RAISE(ABORT, 'only appended'); END;
CREATE TRIGGER alert_step_no_update BEFORE UPDATE ON alert_step BEGIN SELECT RAISE(ABORT, 'only appended'); END;
CREATE TRIGGER alert_step_no_delete BEFORE DELETE ON alert_step BEGIN SELECT RAISE(ABORT, 'only appended'); END;
CREATE TRIGGER liaison_call_no_update BEFORE UPDATE ON liaison_call BEGIN SELECT RAISE(ABORT, 'only appended'); END;
CREATE TRIGGER liaison_call_no_delete BEFORE DELETE ON liaison_call BEGIN SELECT RAISE(ABORT, 'only appended'); END;
CREATE TRIGGER road_report_no_update BEFORE UPDATE ON road_report BEGIN SELECT RAISE(ABORT, 'only appended'); END;
CREATE TRIGGER road_report_no_delete BEFORE DELETE ON road_report BEGIN SELECT RAISE(ABORT, 'only appended'); END;
CREATE TRIGGER crew_decision_no_update BEFORE UPDATE ON crew_decision BEGIN SELECT RAISE(ABORT, 'only appended'); END;
CREATE TRIGGER crew_decision_no_delete BEFORE DELETE ON crew_decision BEGIN SELECT RAISE(ABORT, 'only appended'); END;
