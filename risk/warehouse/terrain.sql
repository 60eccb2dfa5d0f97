-- The lie of the land: what people typed into the terrain ledger, value by value over what was computed.
SELECT coalesce(t.region_code, c.region_code) AS region_code,
  coalesce(t.elevation_m, c.elevation_m) AS elevation_m, coalesce(t.slope_deg, c.slope_deg) AS slope_deg,
  coalesce(t.river_km, c.river_km) AS river_km, coalesce(t.town_km, c.town_km) AS town_km,
  coalesce(t.road_km, c.road_km) AS road_km,
  nullif(concat_ws('; ', t.source, c.source), '') AS source
FROM terrain t FULL JOIN terrain_computed c USING (region_code)
ORDER BY 1
