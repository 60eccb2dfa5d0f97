-- Households under cover on the last day before the contract year of $as_of and not on $as_of, with the
-- policy they had; scheme cover only.
WITH year AS (SELECT make_date(year($as_of) - (month($as_of) < $start_month)::INTEGER, $start_month, 1) AS first_day),
before AS (
  SELECT household_key, arg_max(policy_id, end_date) AS policy_id, arg_max(region_code, end_date) AS region_code,
    arg_max(household_group, end_date) AS household_group, max(end_date) AS insured_to
  FROM policy, year WHERE cover_line = 'scheme' AND start_date < first_day AND end_date >= first_day - 1
  GROUP BY household_key
),
since AS (
  SELECT household_key, max(end_date) AS end_date FROM policy, year
  WHERE cover_line = 'scheme' AND start_date <= $as_of AND end_date >= first_day GROUP BY household_key
)
SELECT b.policy_id, left(b.household_key, 4) || '…' || right(b.household_key, 3) AS household, b.region_code,
  pl.township_code, b.household_group, coalesce(s.end_date, b.insured_to) AS insured_to,
  count(*) OVER () AS rows_in_all
FROM before b LEFT JOIN since s USING (household_key) LEFT JOIN place pl ON pl.code = b.region_code
WHERE s.end_date IS NULL OR s.end_date < $as_of
ORDER BY b.policy_id LIMIT $limit OFFSET $offset
