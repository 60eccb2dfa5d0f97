-- Houses under scheme cover on the first day of each event begun by $as_of, and on $as_of itself
-- (event_id null), by region, structure and decade built (null: not known).
WITH day AS (
  SELECT event_id, started_at::DATE AS day FROM event WHERE started_at < $as_of + 1
  UNION ALL SELECT NULL, $as_of
)
SELECT d.event_id, t.region_code, t.structure, t.built_decade, sum(t.houses)::DOUBLE AS houses
FROM day d JOIN exposure_term t ON t.start_date <= d.day AND t.end_date >= d.day
WHERE t.cover_line = 'scheme' AND t.region_code IS NOT NULL
GROUP BY ALL ORDER BY d.event_id, t.region_code, t.structure, t.built_decade
