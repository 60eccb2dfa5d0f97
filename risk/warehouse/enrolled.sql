-- Households, policies and sums in force on a day ($as_of), by cover line: of the county, of each
-- township, village and household group. A household with two policies counts once in each row: only
-- such households keep their key (shared_key), the others are as many as their policies.
WITH own AS MATERIALIZED (
  SELECT cover_line, region_code, household_group, household_key, hash(household_key) AS number, sum_insured_money
  FROM policy WHERE start_date <= $as_of AND end_date >= $as_of
),
twice AS (SELECT number FROM own GROUP BY number HAVING count(*) > 1),
held AS (SELECT *, number IN (FROM twice) AS doubled FROM own),
counted AS (
  SELECT cover_line, region_code, coalesce(household_group, 'not_given') AS household_group,
    CASE WHEN doubled THEN household_key END AS shared_key, count(*) AS policies, sum(sum_insured_money) AS sum_insured_money
  FROM held GROUP BY ALL
)
SELECT cover_line,
  CASE WHEN grouping(region_code) = 0 THEN 'village' WHEN grouping(township_code) = 0 THEN 'township' ELSE 'county' END AS level,
  township_code, region_code, grouping(household_group) = 0 AS of_group, household_group, sum(policies)::BIGINT AS policies,
  (coalesce(sum(policies) FILTER (shared_key IS NULL), 0) + count(DISTINCT shared_key))::BIGINT AS households,
  sum(sum_insured_money) AS sum_insured_money
FROM counted LEFT JOIN (SELECT code AS region_code, township_code FROM place) USING (region_code)
GROUP BY GROUPING SETS ((cover_line), (cover_line, township_code), (cover_line, township_code, region_code),
  (cover_line, household_group), (cover_line, township_code, household_group))
ORDER BY ALL
