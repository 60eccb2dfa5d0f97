-- Open claims with what they are estimated at; the comment seen stands for claims_seen.sql.
/*seen*/
SELECT loss_at, reported_at, paid_at, status, estimate_money FROM seen WHERE status = 'open' ORDER BY ALL
