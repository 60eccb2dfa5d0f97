-- Arrivals by the columns put in where the comment says by, of claims dated by their report; the comment
-- told stands for service_dated.sql with source reported. Judged as in clock.sql.
/*told*/,
timed AS NOT MATERIALIZED (
  SELECT *, reported_at AS began, arrived_at AS ended,
    date_diff('second', began, ended) / 60.0 AS actual_min, /*limit*/ AS required_min,
    actual_min >= 0 AND required_min IS NOT NULL AND NOT coalesce(/*vague*/, false) AS clocked
  FROM told
)
SELECT /*by*/ count(*) AS claims, count(*) FILTER (status <> 'open') AS closed, count(*) FILTER (clocked) AS clocked,
  count(*) FILTER (clocked AND actual_min <= required_min) AS kept,
  count(*) FILTER (clocked AND arrival_quality = 'measured') AS measured,
  count(*) FILTER (clocked AND arrival_quality = 'measured' AND actual_min <= required_min) AS kept_measured
FROM timed GROUP BY ALL
