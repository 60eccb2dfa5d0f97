-- Claims themselves, newest first; the comment seen stands for claims_seen.sql.
/*seen*/
SELECT * FROM seen ORDER BY loss_at DESC, claim_id LIMIT $limit OFFSET $offset
