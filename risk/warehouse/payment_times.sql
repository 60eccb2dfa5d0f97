-- How long payments took, in bins of days, by clock (from approval, from report) and with the days of
-- the village notice apart; the comment seen stands for claims_seen.sql. Bin i runs from $edges[i]
-- (included) to the next edge (not included); the last bin is open.
/*seen*/,
paid AS (
  SELECT *, CASE WHEN posted_to >= posted_from THEN posted_to - posted_from + 1 END AS notice_days
  FROM seen WHERE status = 'paid'
),
timed AS (
  SELECT 'from_approval' AS clock, paid_money, date_diff('second', approved_at, paid_at) / 86400.0 AS days FROM paid
  UNION ALL SELECT 'from_approval_less_notice', paid_money,
    date_diff('second', approved_at, paid_at) / 86400.0 - notice_days FROM paid WHERE notice_days IS NOT NULL
  UNION ALL SELECT 'from_report', paid_money, date_diff('second', reported_at, paid_at) / 86400.0 FROM paid
  UNION ALL SELECT 'notice', paid_money, notice_days FROM paid
)
SELECT clock, CASE WHEN days IS NULL THEN -1 ELSE len(list_filter($edges, edge -> edge <= days)) - 1 END AS bin,
  days < 0 AS impossible, count(*) AS claims, coalesce(sum(paid_money), 0) AS paid_money,
  quantile_cont(days, 0.5) AS p50_days, quantile_cont(days, 0.9) AS p90_days
FROM timed GROUP BY ALL ORDER BY ALL
