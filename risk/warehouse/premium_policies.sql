-- The policies priced in one of some ways ($years, $groups, … are lists that run in parallel).
WITH way AS (
  SELECT unnest($numbers) AS number, unnest($years::INTEGER[]) AS contract_year, unnest($groups::VARCHAR[]) AS household_group,
    unnest($household::DOUBLE[]) AS household_money, unnest($province::DOUBLE[]) AS province_money,
    unnest($county::DOUBLE[]) AS county_money, unnest($sums::DOUBLE[]) AS sum_insured_money
)
SELECT w.number, p.policy_id, left(p.household_key, 4) || '…' || right(p.household_key, 3) AS household, p.region_code,
  p.start_date
FROM policy p JOIN way w
  ON year(p.start_date) - (month(p.start_date) < $start_month)::INTEGER = w.contract_year
  AND p.household_group IS NOT DISTINCT FROM w.household_group
  AND p.premium_household_money IS NOT DISTINCT FROM w.household_money
  AND p.premium_province_money IS NOT DISTINCT FROM w.province_money
  AND p.premium_county_money IS NOT DISTINCT FROM w.county_money
  AND p.sum_insured_money IS NOT DISTINCT FROM w.sum_insured_money
WHERE p.cover_line = 'scheme' AND p.start_date <= $as_of
ORDER BY p.policy_id
