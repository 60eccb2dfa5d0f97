-- Reports one by one, newest first, without what was said (it may name people); the comment told stands
-- for service_dated.sql. number: which report of its claim it is, counted only for claims on the page.
/*told*/,
page AS MATERIALIZED (FROM told ORDER BY reported_at DESC, report_id LIMIT $limit OFFSET $offset),
numbered AS (
  SELECT report_id, row_number() OVER (PARTITION BY claim_id ORDER BY reported_at, report_id) AS number
  FROM told SEMI JOIN page USING (claim_id)
)
SELECT n.report_id, n.reported_at, n.channel, n.passed_on_at,
  date_diff('second', n.reported_at, n.passed_on_at) / 60.0 AS passed_on_min,
  n.claim_id, m.number, s.region_code, s.township_code, s.loss_at, s.time_precision,
  date_diff('second', s.loss_at, n.reported_at) / 3600.0 AS after_loss_h
FROM page n LEFT JOIN numbered m ON m.report_id = n.report_id
LEFT JOIN (FROM seen SEMI JOIN page USING (claim_id)) s ON s.claim_id = n.claim_id
ORDER BY n.reported_at DESC, n.report_id
