-- Claims themselves, newest first; the comment seen stands for claims_seen.sql. The page is chosen by its
-- keys alone: sixty columns of every claim are not carried along.
/*seen*/,
page AS (SELECT loss_at, claim_id FROM seen ORDER BY loss_at DESC, claim_id LIMIT $limit OFFSET $offset)
SELECT s.* REPLACE (s.township_code AS township_code) FROM seen s JOIN page USING (loss_at, claim_id)
ORDER BY s.loss_at DESC, s.claim_id
