-- Open claims one by one, oldest first; the comment seen stands for claims_seen.sql.
/*seen*/
SELECT claim_id, reported_at, region_code, township_code, peril_family, event_id, damage_grade, estimate_money,
  arrived_at IS NOT NULL AS reached, surveyed_at IS NOT NULL AS surveyed, approved_at IS NOT NULL AS approved,
  date_diff('day', coalesce(reported_at, loss_at), $before::TIMESTAMP) - 1 AS age_days
FROM seen WHERE status = 'open' ORDER BY age_days DESC, claim_id
