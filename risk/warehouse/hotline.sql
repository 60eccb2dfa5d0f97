-- Calls to the hotline by the columns put in where the comment says by; the comment told stands for
-- service_dated.sql. A call whose log does not say how it ended is neither answered nor unanswered.
-- in_time, judged: answered within $limit_s, of the calls with a ring time and an end.
/*told*/
SELECT /*by*/
  count(*) AS calls,
  count(*) FILTER (answered) AS answered, count(*) FILTER (NOT answered) AS unanswered,
  count(*) FILTER (abandoned) AS abandoned, count(*) FILTER (answered IS NULL) AS end_not_given,
  count(*) FILTER (ring_s IS NULL) AS ring_not_given,
  quantile_cont(ring_s, 0.5) FILTER (answered) AS p50_ring_s,
  quantile_cont(ring_s, 0.9) FILTER (answered) AS p90_ring_s,
  quantile_cont(ring_s, 0.5) FILTER (NOT answered) AS p50_given_up_s,
  count(*) FILTER (answered AND ring_s <= $limit_s) AS in_time,
  count(*) FILTER ($limit_s IS NOT NULL AND answered IS NOT NULL AND ring_s IS NOT NULL) AS judged
FROM told
GROUP BY ALL
