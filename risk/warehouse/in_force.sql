-- Houses under scheme cover on a day, by region and structure. No policies at all: one house a village
-- (else township, else county) of structure 'other'.
WITH special AS (
  SELECT DISTINCT household_key FROM household_group
  WHERE "group" <> 'ordinary' AND valid_from <= $day AND (valid_to IS NULL OR valid_to >= $day)
),
insured AS (
  SELECT p.region_code, coalesce(p.structure, 'other') AS structure, count(*) AS houses,
    sum(p.sum_insured_money) AS sum_insured_money,
    count(*) FILTER (coalesce(p.household_group, 'ordinary') <> 'ordinary' OR s.household_key IS NOT NULL)
      AS special_households
  FROM policy p LEFT JOIN special s USING (household_key)
  WHERE p.cover_line = 'scheme' AND p.start_date <= $day AND p.end_date >= $day
  GROUP BY ALL
),
lowest AS (
  SELECT code FROM place
  QUALIFY level = arg_min(level, list_position(['village', 'township', 'county'], level)) OVER ()
),
counted AS (
  SELECT code AS region_code, 'other' AS structure, 1::BIGINT AS houses, NULL::DOUBLE AS sum_insured_money,
    0::BIGINT AS special_households
  FROM lowest WHERE NOT EXISTS (FROM policy)
)
FROM insured UNION ALL FROM counted ORDER BY region_code, structure
