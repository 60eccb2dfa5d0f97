-- Days from report to decision, as counts: by contract year of the report, days, and whether the claim
-- was closed at that age or was still open then. The comment seen stands for claims_seen.sql.
/*seen*/
SELECT year(reported_at) - (month(reported_at) < $start_month)::INTEGER AS year, status <> 'open' AS closed,
  greatest(date_diff('day', reported_at, CASE WHEN status = 'open' THEN $before::TIMESTAMP - INTERVAL 1 DAY
    ELSE coalesce(CASE status WHEN 'paid' THEN paid_at END, approved_at, surveyed_at, reported_at) END), 0) AS days,
  count(*) AS claims
FROM seen WHERE reported_at IS NOT NULL
GROUP BY ALL ORDER BY ALL
