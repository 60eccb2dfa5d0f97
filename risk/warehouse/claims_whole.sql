-- claims.sql for a day after which no claim has a stamp: nothing is to be masked, and nothing is left out.
SELECT c.*, c.region_code_now AS region_code, /*township*/ /*family*/ AS peril_family,
  year(c.loss_at) - (month(c.loss_at) < $start_month)::INTEGER AS year,
  c.event_id IS NOT NULL AS event
FROM claim c /*place*/
