-- The analytical store. One file is one immutable version; a load writes a new one.
-- Units are suffixes; money is in the county's currency (version.currency).
-- Keys named here are the natural keys of the ledgers: a row with the same key supersedes.

CREATE TABLE version (
  name VARCHAR PRIMARY KEY, created_at TIMESTAMP NOT NULL, previous VARCHAR, reason VARCHAR NOT NULL,
  code_version VARCHAR NOT NULL, currency VARCHAR NOT NULL, timezone VARCHAR NOT NULL,
  synthetic BOOLEAN NOT NULL, schema_number INTEGER NOT NULL
);
CREATE TABLE load (
  load_id INTEGER PRIMARY KEY, version VARCHAR NOT NULL, kind VARCHAR NOT NULL, file VARCHAR NOT NULL,
  sha256 VARCHAR NOT NULL, loaded_at TIMESTAMP NOT NULL, datum VARCHAR,
  rows_in INTEGER NOT NULL, rows_stored INTEGER NOT NULL, rows_rejected INTEGER NOT NULL,
  rows_new INTEGER NOT NULL, rows_changed INTEGER NOT NULL, rows_same INTEGER NOT NULL
);
-- value is masked here when the column is personal; the raw row is kept encrypted in operations.sqlite
CREATE TABLE reject (
  load_id INTEGER NOT NULL, file VARCHAR NOT NULL, sheet VARCHAR, row INTEGER NOT NULL, "column" VARCHAR,
  value VARCHAR, rule VARCHAR NOT NULL, remedy VARCHAR NOT NULL
);
-- rows that were stored but look doubtful
CREATE TABLE flag (
  load_id INTEGER NOT NULL, file VARCHAR NOT NULL, sheet VARCHAR, row INTEGER NOT NULL, "column" VARCHAR,
  value VARCHAR, rule VARCHAR NOT NULL, remedy VARCHAR NOT NULL
);
CREATE TABLE correction (
  "table" VARCHAR NOT NULL, key VARCHAR NOT NULL, "column" VARCHAR NOT NULL, old VARCHAR, new VARCHAR,
  who VARCHAR NOT NULL, why VARCHAR NOT NULL, corrected_at TIMESTAMP NOT NULL, load_id INTEGER
);

CREATE TABLE region (
  code VARCHAR NOT NULL, valid_from DATE, valid_to DATE, level VARCHAR NOT NULL, name VARCHAR NOT NULL,
  parent_code VARCHAR, tier VARCHAR, kind VARCHAR, lon DOUBLE, lat DOUBLE,
  geometry GEOMETRY('OGC:CRS84'), geometry_source VARCHAR NOT NULL,
  households_registered INTEGER, elevation_m DOUBLE, slope_deg DOUBLE, river_km DOUBLE,
  village_key INTEGER  -- small integer, unique per village row; claims and policies are clustered by it
);
-- Regions as they are now, each with the township it lies in (a township: itself).
CREATE VIEW place AS
SELECT r.*, CASE 'township' WHEN r.level THEN r.code WHEN p.level THEN p.code WHEN g.level THEN g.code END
  AS township_code
FROM region r
LEFT JOIN region p ON p.code = r.parent_code AND p.valid_to IS NULL
LEFT JOIN region g ON g.code = p.parent_code AND g.valid_to IS NULL
WHERE r.valid_to IS NULL;
CREATE TABLE crosswalk (
  old_code VARCHAR NOT NULL, new_code VARCHAR NOT NULL, valid_from DATE, change VARCHAR, source VARCHAR,
  old_name VARCHAR, new_name VARCHAR
);
-- Where the 30-minute promise holds, house by house: confirmed outlines.
CREATE TABLE tier_area (
  area_id VARCHAR NOT NULL, name VARCHAR, tier VARCHAR NOT NULL, geometry GEOMETRY('OGC:CRS84') NOT NULL,
  source VARCHAR, confirmed_on DATE, load_id INTEGER
);
-- What is wrong or was mended in the map of the version; made anew whenever the map changes.
CREATE TABLE map_fault (
  region_code VARCHAR, other_code VARCHAR, fault VARCHAR NOT NULL, value DOUBLE, unit VARCHAR, detail VARCHAR
);
-- given_…: the place as it was written (given_place: what an address says of places, no house number),
-- kept so that rows can be located again when the map, the crosswalk or an alias changes.
CREATE TABLE policy (
  policy_id VARCHAR NOT NULL, master_policy_no VARCHAR, list_line_no INTEGER, household_key VARCHAR NOT NULL,
  region_code VARCHAR, village_key INTEGER, match_quality VARCHAR NOT NULL, match_reason VARCHAR,
  match_distance_m DOUBLE, group_code VARCHAR, group_name VARCHAR,
  given_region_code VARCHAR, given_region_name VARCHAR, given_township_code VARCHAR,
  given_township_name VARCHAR, given_county_code VARCHAR, given_place VARCHAR,
  cover_line VARCHAR NOT NULL, household_group VARCHAR, structure VARCHAR, prior_condition VARCHAR,
  built_year INTEGER, storeys INTEGER, rooms_total INTEGER, floor_area_m2 DOUBLE, sum_insured_money DOUBLE,
  premium_household_money DOUBLE, premium_province_money DOUBLE, premium_county_money DOUBLE,
  start_date DATE NOT NULL, end_date DATE NOT NULL, lon DOUBLE, lat DOUBLE, load_id INTEGER
);
CREATE TABLE household_group (
  household_key VARCHAR NOT NULL, "group" VARCHAR NOT NULL, valid_from DATE NOT NULL, valid_to DATE,
  source VARCHAR, load_id INTEGER
);
CREATE TABLE roster (
  region_code VARCHAR NOT NULL, as_of DATE NOT NULL, households_expected INTEGER NOT NULL, source VARCHAR,
  load_id INTEGER
);
-- Raw reports; told_at: when the household told its village or township, as a list states it. …_key: keyed
-- hashes of what the reporter said of the house, never the words themselves.
CREATE TABLE report (
  report_id VARCHAR NOT NULL, channel VARCHAR, reported_at TIMESTAMP NOT NULL, passed_on_at TIMESTAMP,
  text VARCHAR, region_guess VARCHAR, claim_id VARCHAR, load_id INTEGER,
  told_at TIMESTAMP, houses INTEGER, list_no VARCHAR, list_row INTEGER, loss_at TIMESTAMP, peril VARCHAR,
  damage_grade VARCHAR, household_key VARCHAR, phone_key VARCHAR, name_key VARCHAR, door_key VARCHAR,
  region_code VARCHAR, village_key INTEGER, match_quality VARCHAR, match_reason VARCHAR,
  match_distance_m DOUBLE, group_code VARCHAR, group_name VARCHAR,
  given_region_code VARCHAR, given_region_name VARCHAR, given_township_code VARCHAR,
  given_township_name VARCHAR, given_county_code VARCHAR, given_place VARCHAR, lon DOUBLE, lat DOUBLE
);
-- By what a household can be told in a report: one row a telephone, name or door number, hashed; a household
-- keeps those of earlier lists. Apart from policy, as a household stands there once a year.
CREATE TABLE household_contact (
  household_key VARCHAR NOT NULL, contact VARCHAR NOT NULL, contact_key VARCHAR NOT NULL
);
CREATE TABLE claim (
  claim_id VARCHAR NOT NULL, policy_id VARCHAR, region_code_at_loss VARCHAR, region_code_now VARCHAR,
  village_key INTEGER, match_quality VARCHAR NOT NULL, match_reason VARCHAR, match_distance_m DOUBLE,
  group_code VARCHAR, group_name VARCHAR,
  given_region_code VARCHAR, given_region_name VARCHAR, given_township_code VARCHAR,
  given_township_name VARCHAR, given_county_code VARCHAR, given_place VARCHAR,
  lon DOUBLE, lat DOUBLE, tier VARCHAR, peril VARCHAR, event_id VARCHAR, cause_note VARCHAR,
  loss_at TIMESTAMP NOT NULL, time_precision VARCHAR NOT NULL, reported_at TIMESTAMP, acknowledged_at TIMESTAMP,
  dispatched_at TIMESTAMP, arrived_at TIMESTAMP, arrival_quality VARCHAR, surveyed_at TIMESTAMP,
  documents_requested_at TIMESTAMP, documents_complete_at TIMESTAMP, approved_at TIMESTAMP,
  posted_from DATE, posted_to DATE, advance_paid_money DOUBLE, paid_at TIMESTAMP, paid_money DOUBLE,
  estimate_money DOUBLE, followed_up_at TIMESTAMP, status VARCHAR NOT NULL, damage_grade VARCHAR,
  rooms_collapsed INTEGER, rooms_severe INTEGER, rooms_slight INTEGER, grade_decided_by VARCHAR,
  survey_mode VARCHAR, reject_reason VARCHAR, satisfaction VARCHAR, late_reason VARCHAR, crew_id VARCHAR,
  source_row INTEGER, load_id INTEGER,
  -- of the policy, laid beside the claim by houses.sql
  cover_line VARCHAR, structure VARCHAR, built_decade INTEGER, household_group VARCHAR
);
-- When crews set out, arrived and finished, and how that is known; arrivals.sql fills claims by the best of it.
CREATE TABLE check_in (
  check_in_id VARCHAR NOT NULL, claim_id VARCHAR NOT NULL, crew_id VARCHAR, kind VARCHAR NOT NULL,
  happened_at TIMESTAMP NOT NULL, quality VARCHAR NOT NULL, source VARCHAR NOT NULL, lon DOUBLE, lat DOUBLE,
  accuracy_m DOUBLE, distance_m DOUBLE, photo_at TIMESTAMP, load_id INTEGER
);
-- What the ledger said of the claims that check-ins fill, so that loading it again changes nothing.
CREATE TABLE claim_told (
  claim_id VARCHAR NOT NULL, crew_id VARCHAR, dispatched_at TIMESTAMP, arrived_at TIMESTAMP,
  arrival_quality VARCHAR, surveyed_at TIMESTAMP
);
-- Policies summed over all that history asks of a house: made anew by houses.sql whenever policies change.
CREATE TABLE exposure_term (
  region_code VARCHAR, cover_line VARCHAR NOT NULL, start_date DATE NOT NULL, end_date DATE NOT NULL,
  structure VARCHAR NOT NULL, built_decade INTEGER, household_group VARCHAR NOT NULL, houses BIGINT NOT NULL,
  sum_insured_money DOUBLE, premium_money DOUBLE
);
CREATE TABLE complaint (
  complaint_id VARCHAR NOT NULL, claim_id VARCHAR, received_at TIMESTAMP NOT NULL, reason VARCHAR,
  owner VARCHAR, first_answer_at TIMESTAMP, completed_at TIMESTAMP, load_id INTEGER
);
CREATE TABLE call (
  call_id VARCHAR NOT NULL, called_at TIMESTAMP NOT NULL, ring_s DOUBLE, abandoned BOOLEAN, kind VARCHAR,
  outcome VARCHAR, claim_id VARCHAR, load_id INTEGER
);
CREATE TABLE government_damage (
  reported_at TIMESTAMP NOT NULL, region_code VARCHAR NOT NULL, damage_grade VARCHAR NOT NULL,
  households INTEGER, rooms INTEGER, event_id VARCHAR, load_id INTEGER
);
CREATE TABLE event (
  event_id VARCHAR NOT NULL, name VARCHAR NOT NULL, peril_family VARCHAR NOT NULL, started_at TIMESTAMP NOT NULL,
  ended_at TIMESTAMP, source VARCHAR, load_id INTEGER,
  lon DOUBLE, lat DOUBLE, magnitude DOUBLE, depth_km DOUBLE, area_km2 DOUBLE, deaths INTEGER, displaced INTEGER,
  cause VARCHAR
);
CREATE TABLE event_intensity (
  event_id VARCHAR NOT NULL, region_code VARCHAR NOT NULL, quantity VARCHAR NOT NULL, intensity DOUBLE NOT NULL,
  load_id INTEGER
);
CREATE TABLE weather (
  region_code VARCHAR NOT NULL, day DATE NOT NULL, rain_mm_24h DOUBLE, rain_mm_72h DOUBLE, rain_mm_10d DOUBLE,
  snow_mm_24h DOUBLE, wind_ms DOUBLE, temperature_min_c DOUBLE, load_id INTEGER
);
CREATE TABLE warning (
  warning_id VARCHAR NOT NULL, signal VARCHAR NOT NULL, colour VARCHAR NOT NULL, issued_at TIMESTAMP NOT NULL,
  expires_at TIMESTAMP, region_code VARCHAR, text VARCHAR, load_id INTEGER
);
CREATE TABLE road_state (
  road_id VARCHAR NOT NULL, observed_at TIMESTAMP NOT NULL, region_code VARCHAR, state VARCHAR NOT NULL, note VARCHAR,
  load_id INTEGER
);
CREATE TABLE base (
  base_id VARCHAR NOT NULL, name VARCHAR NOT NULL, lon DOUBLE NOT NULL, lat DOUBLE NOT NULL, region_code VARCHAR,
  crews_day INTEGER NOT NULL, crews_night INTEGER NOT NULL, load_id INTEGER
);
CREATE TABLE vehicle (vehicle_id VARCHAR NOT NULL, base_id VARCHAR, seats INTEGER, all_wheel_drive BOOLEAN, load_id INTEGER);
CREATE TABLE surveyor (surveyor_id VARCHAR NOT NULL, base_id VARCHAR, role VARCHAR, skills VARCHAR, load_id INTEGER);
CREATE TABLE absence (surveyor_id VARCHAR NOT NULL, from_day DATE NOT NULL, to_day DATE NOT NULL, reason VARCHAR, load_id INTEGER);
CREATE TABLE liaison (liaison_id VARCHAR NOT NULL, region_code VARCHAR NOT NULL, role VARCHAR, load_id INTEGER);
CREATE TABLE lender (
  lender_id VARCHAR NOT NULL, name VARCHAR NOT NULL, crews_max INTEGER NOT NULL, lag_h DOUBLE NOT NULL,
  stay_min_days INTEGER, cost_per_crew_day_money DOUBLE, lon DOUBLE, lat DOUBLE, load_id INTEGER
);
CREATE TABLE target (contract_year INTEGER NOT NULL, month INTEGER NOT NULL, metric VARCHAR NOT NULL, value DOUBLE NOT NULL, unit VARCHAR, load_id INTEGER);
CREATE TABLE measure (
  measure_id VARCHAR NOT NULL, decided_on DATE NOT NULL, finding VARCHAR, action VARCHAR NOT NULL, owner VARCHAR,
  due DATE, metric VARCHAR, value_before DOUBLE, value_after DOUBLE, load_id INTEGER
);
CREATE TABLE terrain (
  region_code VARCHAR NOT NULL, elevation_m DOUBLE, slope_deg DOUBLE, river_km DOUBLE, town_km DOUBLE, road_km DOUBLE,
  source VARCHAR, load_id INTEGER
);
-- What the elevation model, rivers and roads tell; replaced whole when one of them or the map changes.
-- A value typed into the terrain ledger wins.
CREATE TABLE terrain_computed (
  region_code VARCHAR NOT NULL, elevation_m DOUBLE, slope_deg DOUBLE, river_km DOUBLE, town_km DOUBLE,
  road_km DOUBLE, source VARCHAR
);
CREATE TABLE river (river_id VARCHAR NOT NULL, name VARCHAR, class VARCHAR, geometry GEOMETRY('OGC:CRS84'), load_id INTEGER);
CREATE TABLE road (road_id VARCHAR NOT NULL, name VARCHAR, class VARCHAR, geometry GEOMETRY('OGC:CRS84'), load_id INTEGER);
CREATE TABLE travel_matrix (origin VARCHAR NOT NULL, region_code VARCHAR NOT NULL, minutes DOUBLE NOT NULL, source VARCHAR, load_id INTEGER);
-- Levels others gave to places, list by list; as_of is the day a list was published.
CREATE TABLE official_level (
  region_code VARCHAR NOT NULL, peril_family VARCHAR NOT NULL,  -- a family, or 'all'
  risk_level INTEGER NOT NULL, as_of DATE NOT NULL, source VARCHAR, load_id INTEGER
);

CREATE TABLE model (
  model_version VARCHAR NOT NULL, as_of DATE NOT NULL, data_version VARCHAR NOT NULL, code_version VARCHAR NOT NULL,
  settings VARCHAR NOT NULL, seed INTEGER NOT NULL, method VARCHAR NOT NULL, metrics VARCHAR NOT NULL
);
CREATE TABLE score (
  model_version VARCHAR NOT NULL, as_of DATE NOT NULL, level VARCHAR NOT NULL, region_code VARCHAR NOT NULL,
  peril_family VARCHAR NOT NULL,  -- a family, or 'all'
  house_years DOUBLE NOT NULL, exposure_source VARCHAR NOT NULL, claims INTEGER NOT NULL,
  claims_per_1000_house_years DOUBLE NOT NULL, claims_per_1000_house_years_lo DOUBLE, claims_per_1000_house_years_hi DOUBLE,
  loss_rate_per_1000_insured DOUBLE, credibility DOUBLE NOT NULL, risk_level INTEGER NOT NULL,
  p_level_1 DOUBLE, p_level_2 DOUBLE, p_level_3 DOUBLE, p_level_4 DOUBLE, p_level_5 DOUBLE,
  band INTEGER,  -- level the score falls in; risk_level is the one in force
  band_since DATE  -- since when they differ
);
-- Parts that add up to a score less the county's rate.
CREATE TABLE score_reason (
  model_version VARCHAR NOT NULL, level VARCHAR NOT NULL, region_code VARCHAR NOT NULL, peril_family VARCHAR NOT NULL,
  reason VARCHAR NOT NULL, claims_per_1000_house_years DOUBLE NOT NULL
);
