-- Raw reports of a window with what matching needs. A village is one only where the place was found down
-- to it; own_at: the household's own report, however late its list was typed; known: nothing after it shows.
SELECT r.report_id, r.channel, r.reported_at, least(coalesce(r.told_at, r.reported_at), r.reported_at) AS own_at,
  r.claim_id, r.houses, r.list_no, r.list_row, r.loss_at, r.loss_at::DATE AS loss_day, r.peril, r.damage_grade,
  coalesce(r.household_key, p.household_key) AS household_key, r.phone_key, r.name_key, r.door_key,
  CASE WHEN v.level IN ('village', 'group') THEN v.code END AS region_code,
  coalesce(v.township_code, w.township_code) AS township_code, r.group_name, r.match_quality,
  concat_ws(' ', r.given_township_name, coalesce(r.given_region_name,
    nullif(coalesce(r.given_place, r.region_guess), r.given_township_name))) AS place_said
FROM report r
LEFT JOIN claim c ON c.claim_id = r.claim_id
LEFT JOIN policy p ON p.policy_id = c.policy_id
LEFT JOIN place v ON v.code = coalesce(r.region_code, c.region_code_now)
LEFT JOIN place w ON w.code = r.region_code
WHERE r.reported_at <= $known
  AND least(coalesce(r.told_at, r.reported_at), r.reported_at) >= $first
  AND least(coalesce(r.told_at, r.reported_at), r.reported_at) < $before
  AND (r.loss_at IS NULL OR r.loss_at::DATE BETWEEN $loss_first::DATE AND $loss_last::DATE)
  AND ($event IS NULL OR c.event_id IS NULL OR c.event_id = $event)
ORDER BY r.report_id
