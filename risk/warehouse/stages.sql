-- How long every stage took, all in one pass: the comment stages is a union of the claims each stage
-- concerns, with its two stamps (began, ended), its limit and what is vague in it; the comment seen stands
-- for claims_seen.sql. Nothing is dropped: claims = clocked + running + missing + imprecise + impossible.
-- Running: the claim is open and the stage not ended; overdue: of these, the limit has passed.
/*seen*/,
workday AS (SELECT unnest($days)::DATE AS day, unnest($numbers) AS number),
stage AS NOT MATERIALIZED (/*stages*/),
timed AS NOT MATERIALIZED (
  SELECT *, date_diff('second', began, ended) AS seconds, seconds / 60.0 AS minutes,
    date_diff('second', began, $before::TIMESTAMP) / 60.0 AS waited
  FROM stage
),
stood AS NOT MATERIALIZED (
  SELECT t.*, minutes IS NULL AND open AS running, minutes IS NULL AND NOT open AS missing,
    minutes IS NOT NULL AND coalesce(vague, false) AS imprecise,
    minutes < 0 AND NOT imprecise AS impossible, minutes >= 0 AND NOT imprecise AS clocked,
    clocked AND minutes <= limit_min AS in_time,
    CASE WHEN clocked THEN last.number - first.number END AS working_days
  FROM timed t
  LEFT JOIN workday first ON first.day = began::DATE
  LEFT JOIN workday last ON last.day = ended::DATE
)
SELECT number, stage, tier, any_value(limit_min) AS limit_min, count(*) AS claims,
  count(*) FILTER (clocked) AS clocked, count(*) FILTER (in_time) AS kept,
  count(*) FILTER (running) AS running, count(*) FILTER (running AND waited > limit_min) AS overdue,
  count(*) FILTER (missing) AS missing, count(*) FILTER (imprecise) AS imprecise,
  count(*) FILTER (impossible) AS impossible,
  count(*) FILTER (clocked AND quality = 'measured') AS measured,
  count(*) FILTER (in_time AND quality = 'measured') AS kept_measured,
  quantile_cont(seconds, [0.5, 0.9, 0.99]) FILTER (clocked) AS quantiles_s,
  quantile_cont(working_days, [0.5, 0.9, 0.99]) FILTER (clocked) AS quantiles_working_days
FROM stood
GROUP BY number, stage, tier ORDER BY number, tier
