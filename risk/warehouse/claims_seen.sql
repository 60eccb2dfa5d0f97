-- Head of every statement of history: the claims a filter lets through, as known at the end of a day.
-- The comment known stands for claims.sql.
WITH RECURSIVE below AS (
  SELECT code FROM place WHERE code = $region_code
  UNION SELECT p.code FROM place p JOIN below b ON p.parent_code = b.code
),
known AS (/*known*/),
seen AS (
  SELECT * EXCLUDE (region_code), region_code_now AS region_code, month(loss_at) AS month,
    ['winter', 'spring', 'summer', 'autumn'][month(loss_at) % 12 // 3 + 1] AS season,
    isodow(reported_at) AS report_weekday, hour(reported_at) AS report_hour
  FROM known
  WHERE ($region_code IS NULL OR region_code_now IN (FROM below))
    AND ($year_from IS NULL OR year >= $year_from) AND ($year_to IS NULL OR year <= $year_to)
    AND (len($months) = 0 OR list_contains($months, month(loss_at)))
    AND (len($families) = 0 OR list_contains($families, peril_family))
    AND (len($perils) = 0 OR list_contains($perils, peril))
    AND (len($tiers) = 0 OR list_contains($tiers, tier))
    AND (len($structures) = 0 OR list_contains($structures, structure))
    AND (len($groups) = 0 OR list_contains($groups, household_group))
    AND ($event IS NULL OR event = $event)
    AND (cover_line IS NULL OR cover_line = $cover_line)
)
