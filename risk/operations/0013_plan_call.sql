-- Calls to the standby and to lenders under a saved plan: when, what they answered. Only appended to: of one source
-- the last is in force. No name and no number: who answers the telephone is not kept. Times are ISO text, local wall time.
CREATE TABLE plan_call (
  id INTEGER PRIMARY KEY AUTOINCREMENT, plan_id INTEGER NOT NULL REFERENCES plan (id),
  source TEXT NOT NULL, answer TEXT NOT NULL CHECK (answer IN ('promised', 'refused', 'no_answer')),
  crews INTEGER NOT NULL CHECK (crews >= 0), called_at TEXT NOT NULL, there_at TEXT,
  user TEXT NOT NULL, role TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE INDEX plan_call_plan ON plan_call (plan_id, id);
CREATE TRIGGER plan_call_no_update BEFORE UPDATE ON plan_call
BEGIN SELECT RAISE(ABORT, 'calls are only appended'); END;
CREATE TRIGGER plan_call_no_delete BEFORE DELETE ON plan_call
BEGIN SELECT RAISE(ABORT, 'calls are only appended'); END;
