-- House-years, sums at risk and earned premium by region and contract year, to the day: the days a
-- policy covers (first and last included) within the year and up to $as_of, over the days of that year
-- (365 or 366); premium is earned over the policy's own term. Scheme cover only.
-- No policies at all: each village (else township, else county) counts one in each year with claims.
WITH term AS (
  SELECT region_code, start_date, least(end_date, $as_of) AS to_date, end_date - start_date + 1 AS term_days,
    count(*) AS houses, sum(sum_insured_money) AS sum_insured_money,
    sum(CASE WHEN coalesce(premium_household_money, premium_province_money, premium_county_money) IS NOT NULL
      THEN coalesce(premium_household_money, 0) + coalesce(premium_province_money, 0)
        + coalesce(premium_county_money, 0) END) AS premium_money
  FROM policy
  WHERE cover_line = 'scheme' AND start_date <= $as_of AND start_date <= end_date
  GROUP BY region_code, start_date, end_date
),
touched AS (
  SELECT *, unnest(generate_series(
    year(start_date) - (month(start_date) < $start_month)::INTEGER,
    year(to_date) - (month(to_date) < $start_month)::INTEGER)) AS year
  FROM term
),
cut AS (
  SELECT *, make_date(year, $start_month, 1) AS year_from, make_date(year + 1, $start_month, 1) AS next_year,
    least(to_date, next_year - 1) - greatest(start_date, year_from) + 1 AS days
  FROM touched
),
insured AS (
  SELECT region_code, year::INTEGER AS year, sum(houses * days / (next_year - year_from)) AS house_years,
    sum(sum_insured_money * days / (next_year - year_from)) AS sum_insured_years_money,
    sum(premium_money * days / term_days) AS premium_money, 'policies' AS exposure_source
  FROM cut GROUP BY ALL
),
span AS (
  SELECT unnest(generate_series(min(y), max(y))) AS year
  FROM (SELECT year(loss_at) - (month(loss_at) < $start_month)::INTEGER AS y FROM claim WHERE loss_at < $as_of + 1)
),
lowest AS (
  SELECT code FROM place
  QUALIFY level = arg_min(level, list_position(['village', 'township', 'county'], level)) OVER ()
),
counted AS (
  SELECT code AS region_code, year::INTEGER AS year, 1.0::DOUBLE AS house_years,
    NULL::DOUBLE AS sum_insured_years_money, NULL::DOUBLE AS premium_money, 'none' AS exposure_source
  FROM lowest, span WHERE NOT EXISTS (FROM policy)
)
FROM insured UNION ALL FROM counted ORDER BY region_code, year
