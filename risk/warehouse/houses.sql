-- What history asks of a house, from policies: summed up as exposure_term, and laid beside each claim.
-- A special group is the policy's own, else the one of the departments' lists on its first day.
CREATE OR REPLACE TEMP TABLE house AS
WITH listed AS (
  SELECT p.policy_id, min(g."group") AS household_group
  FROM household_group g JOIN policy p USING (household_key)
  WHERE g."group" <> 'ordinary' AND p.start_date BETWEEN g.valid_from AND coalesce(g.valid_to, DATE '9999-12-31')
  GROUP BY ALL
)
SELECT p.policy_id, coalesce(p.structure, 'other') AS structure, p.built_year - p.built_year % 10 AS built_decade,
  coalesce(nullif(p.household_group, 'ordinary'), l.household_group, 'ordinary') AS household_group
FROM policy p LEFT JOIN listed l USING (policy_id);

DELETE FROM exposure_term;

INSERT INTO exposure_term
SELECT p.region_code, p.cover_line, p.start_date, p.end_date, h.structure, h.built_decade, h.household_group,
  count(*) AS houses, sum(p.sum_insured_money) AS sum_insured_money,
  sum(CASE WHEN coalesce(p.premium_household_money, p.premium_province_money, p.premium_county_money) IS NOT NULL
    THEN coalesce(p.premium_household_money, 0) + coalesce(p.premium_province_money, 0)
      + coalesce(p.premium_county_money, 0) END) AS premium_money
FROM policy p JOIN house h USING (policy_id)
GROUP BY ALL ORDER BY p.region_code, p.start_date;

UPDATE claim SET cover_line = p.cover_line, structure = h.structure, built_decade = h.built_decade,
  household_group = h.household_group
FROM policy p JOIN house h USING (policy_id)
WHERE p.policy_id = claim.policy_id
  AND (claim.cover_line, claim.structure, claim.built_decade, claim.household_group)
    IS DISTINCT FROM (p.cover_line, h.structure, h.built_decade, h.household_group);

DROP TABLE house
