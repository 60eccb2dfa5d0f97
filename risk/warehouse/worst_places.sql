-- Ways of writing a place that lost their village or raise a doubt, worst first: rows × severity,
-- where a row without even a township weighs 8, one with a township only 4, a near name or a point
-- that decides or lies far off 2, and any other doubt about the place 1.
WITH placed AS (
  SELECT 'policy' AS kind, NULL AS claim_id, load_id, region_code, match_quality, match_reason, match_distance_m,
    given_township_name, given_region_name, given_region_code, given_place
  FROM policy
  UNION ALL
  SELECT 'claim', claim_id, load_id, region_code_now, match_quality, match_reason, match_distance_m,
    given_township_name, given_region_name, given_region_code, given_place
  FROM claim
),
-- counted first: the many rows of one writing mostly say the same
counted AS (
  SELECT
    coalesce(given_township_name, '') AS township_name, coalesce(given_region_name, '') AS region_name,
    coalesce(given_region_code, '') AS region_code,
    CASE WHEN given_region_name IS NULL THEN coalesce(given_place, '') ELSE '' END AS place,
    load_id, region_code AS found_code, match_quality, coalesce(match_reason, '') AS match_reason,
    count(*) AS rows, count(*) FILTER (kind = 'policy') AS policies, max(match_distance_m) AS distance_m,
    min(claim_id, $examples) AS claim_ids
  FROM placed
  WHERE match_quality IN ('none', 'county', 'township', 'point', 'fuzzy')
    -- doubts about a day, a tier or a few metres are none about the writing
    OR regexp_replace(match_reason, ';(point_elsewhere|tier_unclear|code_then_unclear|change_undated)', '', 'g')
      LIKE '%;%'
  GROUP BY ALL
),
doubtful AS (
  SELECT c.*, l.file,
    CASE match_quality WHEN 'none' THEN 8 WHEN 'county' THEN 8 WHEN 'township' THEN 4
      WHEN 'point' THEN 2 WHEN 'fuzzy' THEN 2
      ELSE 1 + contains(match_reason, ';point_far')::INTEGER END AS severity
  FROM counted c
  LEFT JOIN load l USING (load_id)
)
SELECT township_name, region_name, region_code, place,
  sum(rows)::BIGINT AS rows, sum(policies)::BIGINT AS policies, sum(rows - policies)::BIGINT AS claims,
  sum(rows * severity)::BIGINT AS weight,
  arg_max(match_quality, (severity, match_quality)) AS match_quality,
  arg_max(match_reason, (severity, match_reason)) AS match_reason,
  arg_max(found_code, (severity, match_reason)) AS found_code,
  max(distance_m) / 1000 AS distance_km,
  coalesce(list_sort(flatten(list(claim_ids) FILTER (claim_ids IS NOT NULL)))[:$examples], []) AS claim_ids,
  list_sort(list(DISTINCT file) FILTER (file IS NOT NULL)) AS files
FROM doubtful
GROUP BY ALL
ORDER BY weight DESC, rows DESC, township_name, region_name, region_code, place
LIMIT $limit
