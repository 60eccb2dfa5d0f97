-- Layout 1 → 2: places as they were written, so that rows can be located again; tier areas, rivers,
-- faults of the map, what elevation and lines tell of each region.
ALTER TABLE crosswalk ADD COLUMN old_name VARCHAR;
ALTER TABLE crosswalk ADD COLUMN new_name VARCHAR;
CREATE TABLE tier_area (
  area_id VARCHAR NOT NULL, name VARCHAR, tier VARCHAR NOT NULL, geometry GEOMETRY('OGC:CRS84') NOT NULL,
  source VARCHAR, confirmed_on DATE, load_id INTEGER
);
CREATE TABLE map_fault (
  region_code VARCHAR, other_code VARCHAR, fault VARCHAR NOT NULL, value DOUBLE, unit VARCHAR, detail VARCHAR
);
ALTER TABLE policy ADD COLUMN match_distance_m DOUBLE;
ALTER TABLE policy ADD COLUMN group_code VARCHAR;
ALTER TABLE policy ADD COLUMN group_name VARCHAR;
ALTER TABLE policy ADD COLUMN given_region_code VARCHAR;
ALTER TABLE policy ADD COLUMN given_region_name VARCHAR;
ALTER TABLE policy ADD COLUMN given_township_code VARCHAR;
ALTER TABLE policy ADD COLUMN given_township_name VARCHAR;
ALTER TABLE policy ADD COLUMN given_county_code VARCHAR;
ALTER TABLE policy ADD COLUMN given_place VARCHAR;
ALTER TABLE claim ADD COLUMN group_code VARCHAR;
ALTER TABLE claim ADD COLUMN group_name VARCHAR;
ALTER TABLE claim ADD COLUMN given_region_code VARCHAR;
ALTER TABLE claim ADD COLUMN given_region_name VARCHAR;
ALTER TABLE claim ADD COLUMN given_township_code VARCHAR;
ALTER TABLE claim ADD COLUMN given_township_name VARCHAR;
ALTER TABLE claim ADD COLUMN given_county_code VARCHAR;
ALTER TABLE claim ADD COLUMN given_place VARCHAR;
ALTER TABLE terrain ADD COLUMN road_km DOUBLE;
ALTER TABLE terrain ADD COLUMN source VARCHAR;
CREATE TABLE terrain_computed (
  region_code VARCHAR NOT NULL, elevation_m DOUBLE, slope_deg DOUBLE, river_km DOUBLE, town_km DOUBLE,
  road_km DOUBLE, source VARCHAR
);
CREATE TABLE river (river_id VARCHAR NOT NULL, name VARCHAR, class VARCHAR, geometry GEOMETRY('OGC:CRS84'), load_id INTEGER);
-- What history asks of a house, beside the claim and summed over policies (filled by houses.sql).
ALTER TABLE claim ADD COLUMN cover_line VARCHAR;
ALTER TABLE claim ADD COLUMN structure VARCHAR;
ALTER TABLE claim ADD COLUMN built_decade INTEGER;
ALTER TABLE claim ADD COLUMN household_group VARCHAR;
CREATE TABLE exposure_term (
  region_code VARCHAR, cover_line VARCHAR NOT NULL, start_date DATE NOT NULL, end_date DATE NOT NULL,
  structure VARCHAR NOT NULL, built_decade INTEGER, household_group VARCHAR NOT NULL, houses BIGINT NOT NULL,
  sum_insured_money DOUBLE, premium_money DOUBLE
);
