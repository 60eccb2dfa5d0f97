-- House-years, sums at risk and earned premium by the columns put in where a comment says by, to the
-- day: the days a term covers (first and last included) within each period and up to the last day
-- known, over the days of that contract year (365 or 366); premium is earned over the term's own days.
-- The comment step is the period: a contract year, or a month where months are asked for.
-- Terms are summed before they are cut into periods: few pairs of first and last day are distinct.
-- No policies at all: each village (else township, else county) counts one in each year with claims.
WITH RECURSIVE below AS (
  SELECT code FROM place WHERE code = $region_code
  UNION SELECT p.code FROM place p JOIN below b ON p.parent_code = b.code
),
span AS (
  SELECT make_date(min(y), $start_month, 1) AS start_date, make_date(max(y) + 1, $start_month, 1) - 1 AS end_date
  FROM (SELECT year(loss_at) - (month(loss_at) < $start_month)::INTEGER AS y FROM claim WHERE loss_at < $before)
  HAVING min(y) IS NOT NULL
),
lowest AS (
  SELECT code FROM place
  QUALIFY level = arg_min(level, list_position(['village', 'township', 'county'], level)) OVER ()
),
risked AS (
  SELECT region_code, structure, built_decade, household_group, start_date, least(end_date, $as_of) AS to_date,
    end_date, houses, sum_insured_money, premium_money, 'policies' AS exposure_source
  FROM exposure_term
  WHERE cover_line = $cover_line AND start_date <= $as_of AND start_date <= end_date
    AND (len($structures) = 0 OR list_contains($structures, structure))
    AND (len($groups) = 0 OR list_contains($groups, household_group))
  UNION ALL
  SELECT code, NULL, NULL, NULL, start_date, end_date, end_date, 1, NULL, NULL, 'none'
  FROM lowest, span WHERE NOT EXISTS (FROM exposure_term)
),
term AS (
  SELECT /*own*/ start_date, to_date, end_date - start_date + 1 AS term_days,
    make_date(year(start_date) - (month(start_date) < $start_month)::INTEGER, $start_month, 1) AS first_day,
    sum(houses) AS houses, sum(sum_insured_money) AS sum_insured_money, sum(premium_money) AS premium_money,
    max(exposure_source) AS exposure_source
  FROM risked LEFT JOIN place ON place.code = risked.region_code
  WHERE ($region_code IS NULL OR region_code IN (FROM below))
    AND (len($tiers) = 0 OR list_contains($tiers, tier))
  GROUP BY ALL
),
cut AS (
  SELECT *, unnest(generate_series(first_day, to_date, /*step*/))::DATE AS period_from FROM term
),
spread AS (
  SELECT *, month(period_from) AS month, year(period_from) - (month(period_from) < $start_month)::INTEGER AS year,
    ['winter', 'spring', 'summer', 'autumn'][month % 12 // 3 + 1] AS season,
    least(to_date, (period_from + /*step*/)::DATE - 1) - greatest(start_date, period_from) + 1 AS days,
    make_date(year + 1, $start_month, 1) - make_date(year, $start_month, 1) AS year_days
  FROM cut
)
SELECT /*by*/
  coalesce(sum(houses * days / year_days), 0) AS house_years,
  sum(sum_insured_money * days / year_days) AS sum_insured_years_money,
  sum(premium_money * days / term_days) AS premium_money, max(exposure_source) AS exposure_source
FROM spread
WHERE days > 0
  AND ($year_from IS NULL OR year >= $year_from) AND ($year_to IS NULL OR year <= $year_to)
  AND (len($months) = 0 OR list_contains($months, month))
GROUP BY ALL
