-- Reports one by one, newest first, without what was said (it may name people); the comment told stands
-- for service_dated.sql. number: which report of its claim it is.
/*told*/,
numbered AS (
  SELECT *, CASE WHEN claim_id IS NOT NULL THEN row_number() OVER (PARTITION BY claim_id ORDER BY reported_at, report_id) END
    AS number
  FROM told
)
SELECT n.report_id, n.reported_at, n.channel, n.passed_on_at,
  date_diff('second', n.reported_at, n.passed_on_at) / 60.0 AS passed_on_min,
  n.claim_id, n.number, s.region_code, s.township_code, s.loss_at, s.time_precision,
  date_diff('second', s.loss_at, n.reported_at) / 3600.0 AS after_loss_h
FROM numbered n LEFT JOIN seen s USING (claim_id)
ORDER BY n.reported_at DESC, n.report_id LIMIT $limit OFFSET $offset
