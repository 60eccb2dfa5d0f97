-- The largest payments, greatest first, each with its share of all that was paid. The comment seen stands for
-- claims_seen.sql; the page is chosen by its keys alone.
/*seen*/,
page AS MATERIALIZED (
  SELECT claim_id, paid_money FROM seen WHERE paid_money > 0 ORDER BY paid_money DESC, claim_id LIMIT $limit
),
paid AS (SELECT sum(paid_money) AS total FROM seen WHERE paid_money > 0)
SELECT s.claim_id, s.loss_at, s.region_code, s.township_code, s.peril, s.peril_family, s.event_id, s.damage_grade,
  s.paid_money, s.paid_money / paid.total AS share_of_paid
FROM (FROM seen SEMI JOIN page USING (claim_id)) s, paid
ORDER BY s.paid_money DESC, s.claim_id
