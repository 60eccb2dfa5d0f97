-- What stands beside the dissatisfied: complaints of the same claim, why the crew came late, how the claim
-- ended. No ledger asks a household why; the comment told stands for service_dated.sql with source asked.
/*told*/,
answered AS NOT MATERIALIZED (
  SELECT claim_id, satisfaction = 'dissatisfied' AS bad, late_reason, CASE WHEN status = 'rejected' THEN reject_reason END AS reject_reason,
    status = 'rejected' AS rejected
  FROM told WHERE satisfaction IS NOT NULL
),
counted AS MATERIALIZED (
  SELECT late_reason, rejected, reject_reason, count(*) AS answers, count(*) FILTER (bad) AS dissatisfied FROM answered GROUP BY ALL
),
told_of AS (
  SELECT claim_id, regexp_replace(reason, '[0-9]{7,}', '…', 'g') AS reason FROM complaint WHERE received_at < $before GROUP BY ALL
),
beside AS (
  SELECT 'complaint' AS kind, c.reason, count(*) AS answers, count(*) FILTER (a.bad) AS dissatisfied
    FROM answered a JOIN told_of c USING (claim_id) GROUP BY c.reason
  UNION ALL SELECT 'late', late_reason, sum(answers), sum(dissatisfied) FROM counted WHERE late_reason IS NOT NULL GROUP BY late_reason
  UNION ALL SELECT 'rejected', reject_reason, sum(answers), sum(dissatisfied) FROM counted WHERE rejected GROUP BY reject_reason
  UNION ALL SELECT 'all', NULL, sum(answers), sum(dissatisfied) FROM counted HAVING count(*) > 0
)
SELECT kind, reason, answers::BIGINT AS answers, dissatisfied::BIGINT AS dissatisfied
FROM beside ORDER BY kind, dissatisfied DESC, answers DESC, reason
