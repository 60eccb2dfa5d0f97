-- How many claims claim_points.sql gives.
/*seen*/
SELECT count(*) AS claims FROM seen WHERE event_id IS NULL
