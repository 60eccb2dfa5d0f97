-- One stage claim by claim, newest first: minutes and working days between its stamps, the limit, a
-- verdict. The comment stages is one row of stages.sql's union, seen stands for claims_seen.sql. A claim
-- that has not reached the stage's first stamp is left out.
/*seen*/,
workday AS (SELECT unnest($days)::DATE AS day, unnest($numbers) AS number),
stage AS NOT MATERIALIZED (/*stages*/),
timed AS NOT MATERIALIZED (
  SELECT *, date_diff('second', began, ended) / 60.0 AS actual_min,
    date_diff('second', began, $before::TIMESTAMP) / 60.0 AS waited
  FROM stage WHERE began IS NOT NULL
),
judged AS NOT MATERIALIZED (
  SELECT claim_id, began, ended, limit_min, actual_min,
    CASE WHEN actual_min IS NULL THEN CASE WHEN NOT open THEN 'missing' WHEN waited > limit_min THEN 'overdue'
        ELSE 'running' END
      WHEN vague AND limit_min IS NOT NULL THEN 'imprecise' WHEN actual_min < 0 THEN 'impossible'
      WHEN limit_min IS NULL THEN 'no_limit' WHEN actual_min <= limit_min THEN 'kept' ELSE 'late' END AS verdict
  FROM timed
),
asked AS NOT MATERIALIZED (FROM judged WHERE len($verdicts) = 0 OR list_contains($verdicts, verdict)),
page AS MATERIALIZED (FROM asked ORDER BY began DESC, claim_id LIMIT $limit OFFSET $offset)
SELECT claim_id, s.region_code, s.township_code, s.tier, began, ended, limit_min AS required_min, actual_min,
  last.number - first.number AS actual_working_days, verdict, /*more*/, (SELECT count(*) FROM asked) AS rows_in_all
FROM page JOIN (FROM seen SEMI JOIN page USING (claim_id)) s USING (claim_id)
LEFT JOIN workday first ON first.day = began::DATE
LEFT JOIN workday last ON last.day = ended::DATE
ORDER BY began DESC, claim_id
