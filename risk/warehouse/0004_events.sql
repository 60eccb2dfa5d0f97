-- Layout 3 → 4: what a catalogue tells of an event: where, how strong, how wide, at what cost, from what.
ALTER TABLE event ADD COLUMN lon DOUBLE;
ALTER TABLE event ADD COLUMN lat DOUBLE;
ALTER TABLE event ADD COLUMN magnitude DOUBLE;
ALTER TABLE event ADD COLUMN depth_km DOUBLE;
ALTER TABLE event ADD COLUMN area_km2 DOUBLE;
ALTER TABLE event ADD COLUMN deaths INTEGER;
ALTER TABLE event ADD COLUMN displaced INTEGER;
ALTER TABLE event ADD COLUMN cause VARCHAR;
