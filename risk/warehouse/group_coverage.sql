-- Households on the departments' lists on a day, by group, and those of them under cover then.
WITH listed AS (
  SELECT DISTINCT "group" AS household_group, household_key, any_value(source) AS source FROM household_group
  WHERE valid_from <= $as_of AND (valid_to IS NULL OR valid_to >= $as_of) GROUP BY ALL
),
insured AS (
  SELECT DISTINCT household_key FROM policy
  WHERE cover_line = $cover_line AND start_date <= $as_of AND end_date >= $as_of
)
SELECT CASE WHEN grouping(household_group) = 0 THEN household_group ELSE 'all' END AS household_group,
  count(DISTINCT l.household_key) AS households_listed,
  count(DISTINCT i.household_key) AS households_insured, string_agg(DISTINCT source, ' / ' ORDER BY source) AS source
FROM listed l LEFT JOIN insured i USING (household_key)
GROUP BY GROUPING SETS ((household_group), ()) HAVING count(*) > 0 ORDER BY ALL
