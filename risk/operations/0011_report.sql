-- Reports made: what was asked, from which data and settings, and the hash of every file. Rows are only appended;
-- the files lie under reports/.
CREATE TABLE report_made (
  number TEXT PRIMARY KEY,        -- printed on every page, e.g. 632126-2026-A-0007
  kind TEXT NOT NULL,             -- annual, …
  lang TEXT NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL, role TEXT NOT NULL,
  data_version TEXT NOT NULL, as_of TEXT NOT NULL, seed INTEGER NOT NULL,
  settings_sha256 TEXT NOT NULL,  -- of county.toml as it was
  parameters TEXT NOT NULL,       -- JSON
  files TEXT NOT NULL             -- JSON: [{"name", "format", "sha256", "bytes"}]
) STRICT;
CREATE INDEX report_made_kind ON report_made (kind, made_at);
CREATE TRIGGER report_made_no_update BEFORE UPDATE ON report_made
BEGIN SELECT RAISE(ABORT, 'reports made are only appended'); END;
CREATE TRIGGER report_made_no_delete BEFORE DELETE ON report_made
BEGIN SELECT RAISE(ABORT, 'reports made are only appended'); END;
