-- Layout 2 → 3: levels that hold until there is reason to move, what each score stands on, levels others gave.
ALTER TABLE score ADD COLUMN band INTEGER;
ALTER TABLE score ADD COLUMN band_since DATE;
UPDATE score SET band = risk_level;
CREATE TABLE score_reason (
  model_version VARCHAR NOT NULL, level VARCHAR NOT NULL, region_code VARCHAR NOT NULL, peril_family VARCHAR NOT NULL,
  reason VARCHAR NOT NULL, claims_per_1000_house_years DOUBLE NOT NULL
);
CREATE TABLE official_level (
  region_code VARCHAR NOT NULL, peril_family VARCHAR NOT NULL,
  risk_level INTEGER NOT NULL, as_of DATE NOT NULL, source VARCHAR, load_id INTEGER
);
