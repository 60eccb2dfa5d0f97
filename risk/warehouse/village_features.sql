-- How the insured houses of a region were built, by contract year: means over the policies in force that
-- year, each weighed by its house-years as exposure.sql counts them (scheme cover, to the day, as known on
-- $as_of). What no policy tells is NULL, and a policy that does not tell is left out of that mean.
-- Policies of one term are summed before years are cut: counts are all that a mean needs.
WITH told AS (
  SELECT region_code, start_date, least(end_date, $as_of) AS to_date, structure, prior_condition,
    year(start_date) - (month(start_date) < $start_month)::INTEGER AS first_year,
    -- built in the calendar year cover began, though the contract year began before: new, not unknown
    CASE WHEN built_year <= year(start_date) THEN least(built_year, first_year) END AS built_year
  FROM policy
  WHERE cover_line = 'scheme' AND start_date <= $as_of AND start_date <= end_date
    AND region_code IS NOT NULL
),
term AS (
  SELECT region_code, start_date, to_date, first_year, count(*) AS houses,
    count(structure) AS of_structure, count_if(structure IN ('earth_wood', 'stone_wood')) AS earth,
    count(prior_condition) AS of_condition, count_if(prior_condition IN ('C', 'D')) AS poor,
    count(built_year) AS of_age, sum(built_year) AS built_years
  FROM told GROUP BY ALL
),
touched AS (
  SELECT *, unnest(generate_series(
    first_year, year(to_date) - (month(to_date) < $start_month)::INTEGER)) AS year
  FROM term
),
cut AS (
  SELECT *, make_date(year, $start_month, 1) AS year_from, make_date(year + 1, $start_month, 1) AS next_year,
    least(to_date, next_year - 1) - greatest(start_date, year_from) + 1 AS days
  FROM touched
)
-- whole house-days are summed, so that the order of rows shows in no digit
SELECT region_code, year::INTEGER AS year, sum(houses * days) / any_value(next_year - year_from) AS house_years,
  sum(earth * days) / nullif(sum(of_structure * days), 0) AS earth_share,
  sum(poor * days) / nullif(sum(of_condition * days), 0) AS poor_share,
  sum((of_age * year - built_years) * days) / nullif(sum(of_age * days), 0) AS age_years
FROM cut GROUP BY ALL ORDER BY region_code, year
