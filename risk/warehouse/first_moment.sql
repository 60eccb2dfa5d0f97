-- The first moment of one clock (comment stamp); the comment seen stands for claims_seen.sql.
/*seen*/
SELECT min(/*stamp*/) AS first FROM seen
