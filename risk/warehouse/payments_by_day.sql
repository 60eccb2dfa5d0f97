-- Payments summed by day of loss and day of payment, also of losses without one (paid_at NULL: not paid, or
-- on no known day). The comment seen stands for claims_seen.sql.
/*seen*/
SELECT loss_at::DATE AS loss_at, paid_at::DATE AS paid_at, count(*) AS claims, coalesce(sum(paid_money), 0) AS paid_money
FROM seen GROUP BY ALL ORDER BY ALL
