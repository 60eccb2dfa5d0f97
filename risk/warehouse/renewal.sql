-- Households by township: under cover on the last day before the contract year of $as_of, of these still
-- on $as_of, and those new since; scheme cover only.
WITH year AS (SELECT make_date(year($as_of) - (month($as_of) < $start_month)::INTEGER, $start_month, 1) AS first_day),
before AS (
  SELECT household_key, any_value(region_code) AS region_code FROM policy, year
  WHERE cover_line = 'scheme' AND start_date < first_day AND end_date >= first_day - 1 GROUP BY household_key
),
today AS (
  SELECT household_key, any_value(region_code) AS region_code FROM policy
  WHERE cover_line = 'scheme' AND start_date <= $as_of AND end_date >= $as_of GROUP BY household_key
)
SELECT pl.township_code, count(b.household_key) AS insured_before, count(*) FILTER (b.household_key IS NOT NULL AND t.household_key IS NOT NULL) AS renewed,
  count(*) FILTER (t.household_key IS NULL) AS lapsed, count(*) FILTER (b.household_key IS NULL) AS joined
FROM before b FULL JOIN today t USING (household_key)
LEFT JOIN place pl ON pl.code = coalesce(b.region_code, t.region_code)
GROUP BY ALL ORDER BY ALL
