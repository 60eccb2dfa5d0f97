-- The best evidence of each claim that has check-ins, beside what its ledger said.
-- An arrival is the one best known: measured before typed before inferred; among measured ones the first,
-- among others the one told nearest to the event (phone, photograph, dispatcher, core system, ledger), then
-- the first. Who finished a survey had arrived: inferred, no later than that. A check-in before the claim's
-- report is of another claim and fills nothing. The crew is the one that arrived; it set out at its last
-- setting out before that. An end of the survey fills only a claim whose ledger gives none.
CREATE OR REPLACE TEMP TABLE evidence AS
WITH said AS (
  SELECT k.claim_id, k.crew_id, k.kind, k.happened_at AS stamp, k.quality, k.source
  FROM check_in k JOIN claim c USING (claim_id)
  WHERE c.reported_at IS NULL OR k.happened_at >= c.reported_at
),
coming AS (
  SELECT claim_id, crew_id, stamp, quality, source FROM said WHERE kind = 'arrived'
  UNION ALL
  SELECT claim_id, crew_id, stamp, 'inferred', source FROM said WHERE kind = 'finished'
  UNION ALL
  SELECT claim_id, crew_id, arrived_at, coalesce(arrival_quality, 'typed'), 'ledger' FROM claim
  WHERE arrived_at IS NOT NULL AND claim_id IN (SELECT claim_id FROM said)
),
ranked AS (
  SELECT *, list_position(['measured', 'typed', 'inferred'], quality) AS known,
    list_position(['phone', 'photo', 'dispatcher', 'core', 'ledger'], source) AS near
  FROM coming
),
arrival AS (
  SELECT * FROM ranked
  QUALIFY row_number() OVER (PARTITION BY claim_id
    ORDER BY known, CASE quality WHEN 'measured' THEN 0 ELSE near END, stamp, near, crew_id) = 1
),
crew AS (
  SELECT s.claim_id, coalesce(arg_max(a.crew_id, a.stamp), arg_max(s.crew_id, s.stamp)) AS crew_id
  FROM said s LEFT JOIN arrival a USING (claim_id) GROUP BY ALL
),
left_at AS (
  SELECT s.claim_id, max(s.stamp) AS stamp
  FROM said s JOIN crew USING (claim_id) LEFT JOIN arrival a USING (claim_id)
  WHERE s.kind = 'set_out' AND s.crew_id IS NOT DISTINCT FROM crew.crew_id AND (a.stamp IS NULL OR s.stamp <= a.stamp)
  GROUP BY ALL
),
done AS (
  SELECT s.claim_id, max(s.stamp) AS stamp FROM said s LEFT JOIN arrival a USING (claim_id)
  WHERE s.kind = 'finished' AND (a.stamp IS NULL OR s.stamp >= a.stamp) GROUP BY ALL
)
SELECT c.claim_id, coalesce(crew.crew_id, c.crew_id) AS crew_id,
  coalesce(left_at.stamp, c.dispatched_at) AS dispatched_at,
  a.stamp AS arrived_at, a.quality AS arrival_quality, coalesce(c.surveyed_at, done.stamp) AS surveyed_at,
  a.source
FROM claim c JOIN crew USING (claim_id) LEFT JOIN arrival a USING (claim_id)
LEFT JOIN left_at USING (claim_id) LEFT JOIN done USING (claim_id)
