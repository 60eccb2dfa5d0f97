-- Claims of the window with the household of their policy; what happened after known does not show.
SELECT c.claim_id, p.household_key, c.region_code_now AS region_code, c.reported_at, c.damage_grade,
  CASE WHEN coalesce(c.paid_at, c.approved_at, c.surveyed_at) <= $known THEN c.status ELSE 'open' END AS status
FROM claim c LEFT JOIN policy p ON p.policy_id = c.policy_id
WHERE (c.event_id = $event OR (c.event_id IS NULL AND c.loss_at::DATE BETWEEN $loss_first::DATE AND $loss_last::DATE))
  AND (c.reported_at IS NULL OR (c.reported_at <= $known AND c.reported_at < $before))
ORDER BY c.claim_id
