-- Claims outside events, with all that tells where a crew was sent. The comment seen stands for claims_seen.sql.
/*seen*/
SELECT loss_at, peril_family, event_id, lon, lat, match_reason, group_code, region_code, township_code
FROM seen WHERE event_id IS NULL ORDER BY loss_at DESC, claim_id
