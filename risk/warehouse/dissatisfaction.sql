-- What stands beside the dissatisfied: complaints of the same claim, why the crew came late, how the claim
-- ended. No ledger asks a household why; the comment told stands for service_dated.sql with source asked.
/*told*/,
answered AS (SELECT claim_id, satisfaction, late_reason, status, reject_reason FROM told WHERE satisfaction IS NOT NULL),
beside AS (
  SELECT DISTINCT a.claim_id, satisfaction, 'complaint' AS kind, regexp_replace(c.reason, '[0-9]{7,}', '…', 'g') AS reason FROM answered a JOIN complaint c USING (claim_id)
    WHERE c.received_at < $before
  UNION ALL SELECT claim_id, satisfaction, 'late', late_reason FROM answered WHERE late_reason IS NOT NULL
  UNION ALL SELECT claim_id, satisfaction, 'rejected', reject_reason FROM answered WHERE status = 'rejected'
  UNION ALL SELECT claim_id, satisfaction, 'all', NULL FROM answered
)
SELECT kind, reason, count(*) AS answers, count(*) FILTER (satisfaction = 'dissatisfied') AS dissatisfied
FROM beside GROUP BY kind, reason ORDER BY kind, dissatisfied DESC, answers DESC, reason
