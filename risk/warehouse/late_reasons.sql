-- Why the promise on the scene was not kept: late arrivals by tier and reason given; the comment seen
-- stands for claims_seen.sql.
/*seen*/,
timed AS NOT MATERIALIZED (
  SELECT *, reported_at AS began, arrived_at AS ended,
    date_diff('second', began, ended) AS actual_s, actual_s / 60.0 AS actual_min, /*limit*/ AS required_min
  FROM seen
)
SELECT /*by*/ tier, late_reason, count(*) AS late, quantile_cont(actual_s, 0.5) / 60 AS p50_min,
  quantile_cont(actual_s, 0.9) / 60 AS p90_min
FROM timed WHERE actual_min > required_min AND NOT coalesce(/*vague*/, false)
GROUP BY ALL ORDER BY late DESC, tier, late_reason
