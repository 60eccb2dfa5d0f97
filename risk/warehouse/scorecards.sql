-- Work by those who did it (comment by: crew_id, grade_decided_by); the comment seen stands for
-- claims_seen.sql. Re-work: claims whose survey or grade was corrected after it had been written down.
/*seen*/,
redone AS MATERIALIZED (
  SELECT DISTINCT key AS claim_id FROM correction
  WHERE "table" = 'claim' AND old IS NOT NULL AND old IS DISTINCT FROM new AND list_contains($survey_columns, "column")
    AND ($loaded_before::TIMESTAMP IS NULL OR corrected_at < $loaded_before)
),
timed AS NOT MATERIALIZED (
  SELECT s.*, reported_at AS began, arrived_at AS ended, s.claim_id IN (FROM redone) AS redone,
    date_diff('second', began, ended) / 60.0 AS actual_min, /*limit*/ AS required_min,
    actual_min >= 0 AND required_min IS NOT NULL AND NOT coalesce(/*vague*/, false) AS clocked
  FROM seen s
)
SELECT /*by*/
  count(*) AS claims, count(surveyed_at) AS surveys, count(*) FILTER (clocked) AS clocked,
  count(*) FILTER (clocked AND actual_min <= required_min) AS kept,
  count(*) FILTER (clocked AND arrival_quality = 'measured') AS measured,
  count(*) FILTER (clocked AND arrival_quality = 'measured' AND actual_min <= required_min) AS kept_measured,
  count(*) FILTER (redone AND surveyed_at IS NOT NULL) AS redone, count(satisfaction) AS answers,
  count(*) FILTER (satisfaction = 'satisfied') AS satisfied,
  count(*) FILTER (satisfaction = 'basically_satisfied') AS basically_satisfied,
  count(*) FILTER (satisfaction = 'dissatisfied') AS dissatisfied
FROM timed
GROUP BY ALL
