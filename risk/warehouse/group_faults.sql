-- Policies in force on a day whose group is not what the departments' lists say: on the policy's first
-- day (it decides the premium), or since.
WITH held AS (
  SELECT policy_id, household_key, region_code, start_date, coalesce(household_group, 'ordinary') AS insured_as,
    sum_insured_money
  FROM policy WHERE cover_line = $cover_line AND start_date <= $as_of AND end_date >= $as_of
),
membership AS (
  SELECT h.policy_id,
    coalesce(list(DISTINCT g."group") FILTER (g.valid_from <= h.start_date AND (g.valid_to IS NULL OR g.valid_to >= h.start_date)), [])
      AS at_start,
    coalesce(list(DISTINCT g."group") FILTER (g.valid_from <= $as_of AND (g.valid_to IS NULL OR g.valid_to >= $as_of)), [])
      AS now
  FROM held h JOIN household_group g ON g.household_key = h.household_key AND g."group" <> 'ordinary' AND g.valid_from <= $as_of
  GROUP BY h.policy_id
),
listed AS (
  SELECT h.*, coalesce(m.at_start, []) AS at_start, coalesce(m.now, []) AS now FROM held h LEFT JOIN membership m USING (policy_id)
),
judged AS (
  SELECT *,
    CASE WHEN insured_as = 'ordinary' AND len(at_start) > 0 THEN 'listed_insured_ordinary'
      WHEN insured_as = 'ordinary' AND len(now) > 0 THEN 'joined_since'
      WHEN insured_as = 'ordinary' THEN NULL
      WHEN len(at_start) = 0 THEN 'special_not_listed'
      WHEN NOT list_contains(at_start, insured_as) THEN 'other_group'
      WHEN NOT list_contains(now, insured_as) THEN 'left_since' END AS fault
  FROM listed
)
SELECT policy_id, left(household_key, 4) || '…' || right(household_key, 3) AS household, j.region_code, p.township_code,
  start_date, insured_as, array_to_string(list_sort(j.at_start), ' ') AS listed_at_start,
  array_to_string(list_sort(j.now), ' ') AS listed_now, fault, sum_insured_money
FROM judged j LEFT JOIN place p ON p.code = j.region_code
WHERE fault IS NOT NULL ORDER BY fault, policy_id
