-- Complaints one by one, newest first; the comment told stands for service_dated.sql.
/*told*/,
timed AS NOT MATERIALIZED (
  SELECT t.*, s.region_code, s.township_code,
    date_diff('second', t.received_at, t.first_answer_at) / 3600.0 AS answer_h,
    date_diff('second', t.received_at, t.completed_at) / 86400.0 AS completion_days,
    CASE WHEN t.completed_at IS NULL THEN date_diff('second', t.received_at, $before::TIMESTAMP) / 86400.0 END AS open_days
  FROM told t LEFT JOIN seen s USING (claim_id)
)
SELECT complaint_id, received_at, claim_id, region_code, township_code, reason, owner, first_answer_at, answer_h,
  completed_at, completion_days, open_days, $limit_days::DOUBLE AS limit_days,
  CASE WHEN answer_h < 0 OR completion_days < 0 THEN 'impossible' WHEN $limit_days IS NULL THEN 'no_limit'
    WHEN completed_at IS NULL THEN CASE WHEN open_days > $limit_days THEN 'overdue' ELSE 'running' END
    WHEN completion_days > $limit_days THEN 'late' ELSE 'kept' END AS verdict
FROM timed
ORDER BY received_at DESC, complaint_id LIMIT $limit OFFSET $offset
