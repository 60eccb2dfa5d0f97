-- Points given with rows that lie outside the village the rows were found in, farthest first.
SELECT lon, lat, region_code, max(match_distance_m) / 1000 AS distance_km, count(*) AS rows,
  coalesce(min(claim_id, $examples), []) AS claim_ids
FROM (
  SELECT NULL AS claim_id, lon, lat, region_code, match_distance_m FROM policy
  UNION ALL
  SELECT claim_id, lon, lat, region_code_now, match_distance_m FROM claim
)
WHERE match_distance_m > 0 AND lon IS NOT NULL AND lat IS NOT NULL
GROUP BY lon, lat, region_code
ORDER BY distance_km DESC, lon, lat
LIMIT $limit
