-- Complaints by the columns put in where the comment says by; the comment told stands for
-- service_dated.sql. A moment before the complaint itself is impossible and judges nothing.
/*told*/,
timed AS NOT MATERIALIZED (
  SELECT *, date_diff('second', received_at, first_answer_at) / 3600.0 AS answer_h,
    date_diff('second', received_at, completed_at) / 86400.0 AS completion_days,
    date_diff('second', received_at, $before::TIMESTAMP) / 86400.0 AS age_days,
    coalesce(answer_h < 0, false) OR coalesce(completion_days < 0, false) AS impossible
  FROM told
)
SELECT /*by*/
  count(*) AS complaints, count(*) FILTER (claim_id IS NULL) AS without_claim,
  count(*) FILTER (impossible) AS impossible,
  count(*) FILTER (answer_h >= 0) AS answered,
  quantile_cont(answer_h, 0.5) FILTER (answer_h >= 0) AS p50_answer_h,
  quantile_cont(answer_h, 0.9) FILTER (answer_h >= 0) AS p90_answer_h,
  count(*) FILTER (answer_h BETWEEN 0 AND $limit_days * 24) AS answered_in_time,
  count(*) FILTER (completion_days >= 0) AS completed,
  quantile_cont(completion_days, 0.5) FILTER (completion_days >= 0) AS p50_completion_days,
  quantile_cont(completion_days, 0.9) FILTER (completion_days >= 0) AS p90_completion_days,
  count(*) FILTER (completion_days BETWEEN 0 AND $limit_days) AS completed_in_time,
  count(*) FILTER ($limit_days IS NOT NULL AND (completion_days >= 0 OR completed_at IS NULL AND age_days > $limit_days))
    AS due,
  count(*) FILTER (completed_at IS NULL) AS open,
  count(*) FILTER (completed_at IS NULL AND age_days > $limit_days) AS open_over_limit
FROM timed
GROUP BY ALL
