-- How long payments took, in bins of days, by clock (from approval, from report) and with the days of
-- the village notice apart; the comment seen stands for claims_seen.sql. Bin i runs from $edges[i]
-- (included) to the next edge (not included); the last bin is open. The comment bin counts the edges passed.
/*seen*/,
paid AS NOT MATERIALIZED (
  SELECT *, CASE WHEN posted_to >= posted_from THEN posted_to - posted_from + 1 END AS notice_days
  FROM seen WHERE status = 'paid'
),
timed AS NOT MATERIALIZED (
  SELECT 0 AS number, paid_money, date_diff('second', approved_at, paid_at) / 86400.0 AS days FROM paid
  UNION ALL SELECT 1, paid_money,
    date_diff('second', approved_at, paid_at) / 86400.0 - notice_days FROM paid WHERE notice_days IS NOT NULL
  UNION ALL SELECT 2, paid_money, date_diff('second', reported_at, paid_at) / 86400.0 FROM paid
  UNION ALL SELECT 3, paid_money, notice_days FROM paid
)
SELECT ['from_approval', 'from_approval_less_notice', 'from_report', 'notice'][number + 1] AS clock, bin, impossible,
  claims, paid_money
FROM (
  SELECT number, coalesce(/*bin*/ 0, 0) - 1 AS bin, days < 0 AS impossible, count(*) AS claims,
    coalesce(sum(paid_money), 0) AS paid_money
  FROM timed GROUP BY ALL
) ORDER BY ALL
