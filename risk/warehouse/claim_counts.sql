-- Claims and money by the columns put in where the comment says by; the comment seen stands for claims_seen.sql.
/*seen*/
SELECT /*by*/
  count(*) AS claims,
  count(*) FILTER (paid_money > 0) AS paid_claims,
  count(*) FILTER (status = 'open') AS open_claims,
  count(*) FILTER (status = 'rejected') AS rejected_claims,
  count(*) FILTER (status = 'open' AND reported_at IS NOT NULL) AS reported_unpaid_claims,
  coalesce(sum(paid_money), 0) AS paid_money,
  coalesce(sum(paid_money * paid_money), 0) AS paid_money_squared,
  coalesce(sum(estimate_money) FILTER (status = 'open'), 0) AS estimate_open_money
FROM seen
GROUP BY ALL
