-- Layout 4 → 5: what matches raw reports to houses, and places of reports as they were written.
ALTER TABLE report ADD COLUMN told_at TIMESTAMP;
ALTER TABLE report ADD COLUMN houses INTEGER;
ALTER TABLE report ADD COLUMN list_no VARCHAR;
ALTER TABLE report ADD COLUMN list_row INTEGER;
ALTER TABLE report ADD COLUMN loss_at TIMESTAMP;
ALTER TABLE report ADD COLUMN peril VARCHAR;
ALTER TABLE report ADD COLUMN damage_grade VARCHAR;
ALTER TABLE report ADD COLUMN household_key VARCHAR;
ALTER TABLE report ADD COLUMN phone_key VARCHAR;
ALTER TABLE report ADD COLUMN name_key VARCHAR;
ALTER TABLE report ADD COLUMN door_key VARCHAR;
ALTER TABLE report ADD COLUMN region_code VARCHAR;
ALTER TABLE report ADD COLUMN village_key INTEGER;
ALTER TABLE report ADD COLUMN match_quality VARCHAR;
ALTER TABLE report ADD COLUMN match_reason VARCHAR;
ALTER TABLE report ADD COLUMN match_distance_m DOUBLE;
ALTER TABLE report ADD COLUMN group_code VARCHAR;
ALTER TABLE report ADD COLUMN group_name VARCHAR;
ALTER TABLE report ADD COLUMN given_region_code VARCHAR;
ALTER TABLE report ADD COLUMN given_region_name VARCHAR;
ALTER TABLE report ADD COLUMN given_township_code VARCHAR;
ALTER TABLE report ADD COLUMN given_township_name VARCHAR;
ALTER TABLE report ADD COLUMN given_county_code VARCHAR;
ALTER TABLE report ADD COLUMN given_place VARCHAR;
ALTER TABLE report ADD COLUMN lon DOUBLE;
ALTER TABLE report ADD COLUMN lat DOUBLE;
CREATE TABLE household_contact (
  household_key VARCHAR NOT NULL, contact VARCHAR NOT NULL, contact_key VARCHAR NOT NULL
);
