-- Claims closed by the columns put in where the comment says by, and their days from report to decision;
-- the comment told stands for service_dated.sql with source closed.
/*told*/,
timed AS NOT MATERIALIZED (SELECT *, date_diff('second', reported_at, dated_at) / 86400.0 AS days FROM told)
SELECT /*by*/ count(*) AS closed, count(*) FILTER (days >= 0) AS timed, avg(days) FILTER (days >= 0) AS mean_days,
  coalesce(stddev_samp(days) FILTER (days >= 0), 0) AS spread_days
FROM timed GROUP BY ALL
