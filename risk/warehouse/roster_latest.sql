-- Expected households as last listed on or before a day ($as_of), region by region.
SELECT r.region_code, p.level, p.township_code, r.households_expected, r.as_of AS listed_on, r.source
FROM (
  SELECT region_code, max(as_of) AS as_of, arg_max(households_expected, as_of) AS households_expected,
    arg_max(source, as_of) AS source
  FROM roster WHERE as_of <= $as_of GROUP BY region_code
) r
LEFT JOIN place p ON p.code = r.region_code
ORDER BY r.region_code
