-- Layout 5 → 6: when crews set out, arrived and finished, and what ledgers said of claims that these fill better.
CREATE TABLE check_in (
  check_in_id VARCHAR NOT NULL, claim_id VARCHAR NOT NULL, crew_id VARCHAR, kind VARCHAR NOT NULL,
  happened_at TIMESTAMP NOT NULL, quality VARCHAR NOT NULL, source VARCHAR NOT NULL, lon DOUBLE, lat DOUBLE,
  accuracy_m DOUBLE, distance_m DOUBLE, photo_at TIMESTAMP, load_id INTEGER
);
CREATE TABLE claim_told (
  claim_id VARCHAR NOT NULL, crew_id VARCHAR, dispatched_at TIMESTAMP, arrived_at TIMESTAMP,
  arrival_quality VARCHAR, surveyed_at TIMESTAMP
);
