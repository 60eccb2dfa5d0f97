-- Claims counted by family, event and moment (comment moment: the stamp, cut to what is asked). The comment
-- seen stands for claims_seen.sql. A stamp at midnight in a ledger that knows days only has no hour: such
-- claims keep the precision day, all others have it taken from them, for a moment cut to its day says nothing.
/*seen*/,
marked AS NOT MATERIALIZED (
  SELECT peril_family, event_id, /*stamp*/ AS stamp,
    time_precision = 'day' AND stamp = date_trunc('day', stamp) AS vague
  FROM seen WHERE /*stamp*/ IS NOT NULL
)
SELECT peril_family, /*event*/ CASE WHEN vague THEN 'day' ELSE 'minute' END AS time_precision, /*moment*/ AS /*stamp*/,
  count(*) AS claims
FROM marked GROUP BY ALL ORDER BY ALL
