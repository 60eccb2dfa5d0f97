-- Head of every statement of history: the claims a filter lets through, as known at the end of a day.
-- The comment known stands for claims.sql, where for the conditions of the filter's fields in use: a
-- field that is not asked for must cost nothing (a list of regions would be looked up claim by claim).
WITH RECURSIVE below AS (
  SELECT code FROM place WHERE code = $region_code
  UNION SELECT p.code FROM place p JOIN below b ON p.parent_code = b.code
),
known AS NOT MATERIALIZED (/*known*/),
seen AS NOT MATERIALIZED (
  SELECT * EXCLUDE (region_code), region_code_now AS region_code, month(loss_at) AS month,
    ['winter', 'spring', 'summer', 'autumn'][month(loss_at) % 12 // 3 + 1] AS season,
    isodow(reported_at) AS report_weekday, hour(reported_at) AS report_hour
  FROM known
  WHERE true /*where*/
)
