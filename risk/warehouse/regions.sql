-- Regions as they are now; heights from the terrain (typed, else computed) where the map has none.
SELECT p.code, p.level, p.name, p.parent_code, p.township_code, t.name AS township_name, p.tier, p.kind,
  p.lon, p.lat, ST_AsWKB(p.geometry) AS geometry, p.geometry_source, p.village_key,
  coalesce(p.elevation_m, r.elevation_m, c.elevation_m) AS elevation_m, p.households_registered
FROM place p
LEFT JOIN place t ON t.code = p.township_code
LEFT JOIN terrain r ON r.region_code = p.code
LEFT JOIN terrain_computed c ON c.region_code = p.code
ORDER BY p.code
