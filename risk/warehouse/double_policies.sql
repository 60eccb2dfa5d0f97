-- Pairs of policies of one household and cover line that run at the same time, whatever files they came
-- in. A day that is the last of one and the first of the next is a renewal. What tells two houses apart:
-- village, point, features. Only pairs that both began by $as_of and, with $now, that both run on it.
-- A hash is quicker to sort by; two keys that share one only add candidates, which the join sifts.
WITH held AS (
  SELECT policy_id, household_key, cover_line, start_date,
    max(end_date) OVER (PARTITION BY hash(household_key) ORDER BY start_date
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) > start_date AS doubled
  FROM policy
  WHERE start_date <= $as_of AND (NOT $now OR end_date >= $as_of)
),
several AS (
  SELECT * FROM policy p SEMI JOIN (SELECT DISTINCT household_key, cover_line FROM held WHERE doubled) h USING (household_key, cover_line)
  WHERE p.start_date <= $as_of AND (NOT $now OR p.end_date >= $as_of)
),
pair AS (
  SELECT a.policy_id, b.policy_id AS other_policy_id, a.household_key, a.cover_line, a.region_code,
    b.region_code AS other_region_code, a.start_date, a.end_date, b.start_date AS other_start_date,
    b.end_date AS other_end_date, a.sum_insured_money, b.sum_insured_money AS other_sum_insured_money,
    least(a.end_date, b.end_date) - b.start_date + 1 AS days,
    a.load_id IS DISTINCT FROM b.load_id AS other_file,
    a.village_key = b.village_key AS same_village,
    coalesce(a.village_key <> b.village_key, false) OR coalesce(a.group_code <> b.group_code, false) AS elsewhere,
    6371000 * 2 * asin(sqrt(sin(radians(b.lat - a.lat) / 2) ** 2
      + cos(radians(a.lat)) * cos(radians(b.lat)) * sin(radians(b.lon - a.lon) / 2) ** 2)) AS apart_m,
    [a.structure <> b.structure, a.built_year <> b.built_year, a.storeys <> b.storeys, a.rooms_total <> b.rooms_total,
      a.floor_area_m2 <> b.floor_area_m2] AS differs
  FROM several a JOIN several b ON a.household_key = b.household_key AND a.cover_line = b.cover_line
    AND (a.start_date, a.policy_id) < (b.start_date, b.policy_id) AND b.start_date < a.end_date
)
SELECT policy_id, other_policy_id, left(household_key, 4) || '…' || right(household_key, 3) AS household, cover_line,
  p.region_code, pl.township_code, other_region_code, start_date, end_date, other_start_date, other_end_date, days,
  sum_insured_money, other_sum_insured_money, other_file, apart_m,
  CASE WHEN elsewhere OR apart_m > $apart_m THEN 'two_houses'
    WHEN list_contains(differs, true) THEN 'perhaps_two_houses'
    WHEN same_village AND list_contains(differs, false) THEN 'same_house'
    ELSE 'cannot_tell' END AS verdict
FROM pair p LEFT JOIN place pl ON pl.code = p.region_code
ORDER BY policy_id, other_policy_id
