-- What people decided about reports: rows are only appended, the last of a subject counts. Report numbers
-- are the ledger's own, so decisions outlive every load.
CREATE TABLE desk_decision (
  number INTEGER PRIMARY KEY AUTOINCREMENT, subject TEXT NOT NULL, verdict TEXT NOT NULL, value TEXT NOT NULL DEFAULT '',
  user TEXT NOT NULL, role TEXT NOT NULL, why TEXT NOT NULL DEFAULT '', at TEXT NOT NULL
) STRICT;
CREATE INDEX desk_decision_subject ON desk_decision (subject, number);
CREATE TRIGGER desk_decision_no_update BEFORE UPDATE ON desk_decision
BEGIN SELECT RAISE(ABORT, 'decisions are only appended'); END;
CREATE TRIGGER desk_decision_no_delete BEFORE DELETE ON desk_decision
BEGIN SELECT RAISE(ABORT, 'decisions are only appended'); END;
