-- How long one stage took, by the columns put in where the comment says by: minutes between two stamps
-- (comments began, ended), and working days by the county's calendar. The comment seen stands for
-- claims_seen.sql. Nothing is dropped: claims = clocked + missing + imprecise + impossible.
-- Imprecise: a ledger that knows days only, whose stamp stands at exactly midnight (comment vague), or a
-- limit that depends on a tier nobody knows.
/*seen*/,
workday AS (SELECT unnest($days)::DATE AS day, unnest($numbers) AS number),
timed AS NOT MATERIALIZED (
  SELECT *, /*began*/::TIMESTAMP AS began, /*ended*/::TIMESTAMP AS ended,
    date_diff('second', began, ended) AS seconds, seconds / 60.0 AS minutes, /*limit*/ AS limit_min,
    coalesce(arrival_quality, 'typed') AS quality
  FROM seen
),
stood AS NOT MATERIALIZED (
  SELECT t.*, seconds IS NULL AS missing,
    seconds IS NOT NULL AND (/*vague*/) AS imprecise,
    NOT missing AND NOT imprecise AND seconds < 0 AS impossible,
    NOT missing AND NOT imprecise AND seconds >= 0 AS clocked,
    clocked AND minutes <= limit_min AS in_time,
    CASE WHEN clocked THEN last.number - first.number END AS working_days
  FROM timed t
  LEFT JOIN workday first ON first.day = began::DATE
  LEFT JOIN workday last ON last.day = ended::DATE
)
SELECT /*by*/
  count(*) AS claims,
  count(*) FILTER (clocked) AS clocked, count(*) FILTER (in_time) AS kept,
  quantile_cont(seconds, [0.5, 0.9, 0.99]) FILTER (clocked) AS quantiles_s,
  quantile_cont(working_days, [0.5, 0.9, 0.99]) FILTER (clocked) AS quantiles_working_days,
  count(*) FILTER (clocked AND quality = 'measured') AS measured,
  count(*) FILTER (clocked AND quality = 'typed') AS typed,
  count(*) FILTER (clocked AND quality = 'inferred') AS inferred,
  count(*) FILTER (in_time AND quality = 'measured') AS kept_measured,
  count(*) FILTER (in_time AND quality = 'typed') AS kept_typed,
  count(*) FILTER (in_time AND quality = 'inferred') AS kept_inferred,
  count(*) FILTER (missing) AS missing, count(*) FILTER (imprecise) AS imprecise,
  count(*) FILTER (impossible) AS impossible
FROM stood
GROUP BY ALL
