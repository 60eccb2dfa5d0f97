-- Households in force that some contact of the reports, or their own key, points to.
WITH wanted AS (
  SELECT household_key FROM household_contact WHERE contact_key IN (SELECT unnest($contacts))
  UNION SELECT unnest($households)
)
SELECT household_key, min(region_code) AS region_code, min(group_name) AS group_name, min(policy_id) AS policy_id
FROM policy SEMI JOIN wanted USING (household_key)
WHERE start_date <= $day AND end_date >= $day GROUP BY household_key
