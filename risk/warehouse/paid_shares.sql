-- What decided scheme claims were paid of their sum insured, by peril and structure. Claims of the last
-- $settle_days days are left out: the small ones of them are decided first.
WITH decided AS (
  SELECT c.peril, coalesce(c.structure, 'other') AS structure,
    coalesce(c.paid_money, 0) > 0 AS paid, least(c.paid_money / p.sum_insured_money, 1.0) AS share
  FROM claim c JOIN policy p USING (policy_id)
  WHERE c.cover_line = 'scheme' AND p.sum_insured_money > 0 AND c.loss_at < $as_of + 1 - $settle_days
    AND (c.status IN ('rejected', 'withdrawn') OR (c.status = 'paid' AND c.paid_at < $as_of + 1))
)
SELECT peril, structure, count(*) AS decided, count(*) FILTER (paid) AS paid,
  coalesce(sum(share) FILTER (paid), 0) AS share_sum, coalesce(sum(share * share) FILTER (paid), 0) AS square_sum
FROM decided GROUP BY ALL ORDER BY ALL
