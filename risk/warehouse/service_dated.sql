-- Head of statements on moments of service: the rows of one source (comment source), each dated by one
-- moment (dated_at), within the filter's contract years and months of that moment. The comment seen
-- stands for claims_seen.sql; the comment narrow for the condition that keeps what belongs to its claims.
-- Sources: incoming (hotline), outgoing (call-backs), complained, registered (reports), and claims: reported
-- (by report), closed (by decision), asked (by call-back, else by decision).
/*seen*/,
incoming AS NOT MATERIALIZED (
  SELECT *, called_at AS dated_at,
    CASE WHEN abandoned THEN false WHEN outcome IS NOT NULL THEN outcome NOT IN ('no_answer', 'busy')
      ELSE NOT abandoned END AS answered
  FROM call WHERE kind IS DISTINCT FROM 'follow_up'
),
outgoing AS NOT MATERIALIZED (SELECT *, called_at AS dated_at, outcome = 'connected' AS reached FROM call WHERE kind = 'follow_up'),
complained AS NOT MATERIALIZED (
  SELECT * REPLACE (
      CASE WHEN first_answer_at < $before THEN first_answer_at END AS first_answer_at,
      CASE WHEN completed_at < $before THEN completed_at END AS completed_at,
      regexp_replace(reason, '[0-9]{7,}', '…', 'g') AS reason),  -- a telephone or identity number in it
    received_at AS dated_at
  FROM complaint
),
registered AS NOT MATERIALIZED (
  SELECT * EXCLUDE (text) REPLACE (CASE WHEN passed_on_at < $before THEN passed_on_at END AS passed_on_at),
    reported_at AS dated_at
  FROM report
),
reported AS NOT MATERIALIZED (SELECT * EXCLUDE (year, month), reported_at AS dated_at FROM seen),
closed AS NOT MATERIALIZED (
  SELECT * EXCLUDE (year, month),
    coalesce(CASE status WHEN 'paid' THEN paid_at END, approved_at, surveyed_at, reported_at, loss_at) AS dated_at
  FROM seen WHERE status <> 'open'
),
asked AS NOT MATERIALIZED (SELECT * REPLACE (coalesce(followed_up_at, dated_at) AS dated_at) FROM closed),
dated AS NOT MATERIALIZED (
  SELECT *, year(dated_at) - (month(dated_at) < $start_month)::INTEGER AS year, month(dated_at) AS month,
    (month(dated_at) - $start_month + 12) % 12 // 3 + 1 AS quarter,
    isodow(dated_at) AS weekday, hour(dated_at) AS hour, hour(dated_at) // 6 AS day_part
  FROM /*source*/ WHERE dated_at < $before /*narrow*/
),
told AS NOT MATERIALIZED (
  SELECT * FROM dated
  WHERE ($dated_year_from IS NULL OR year >= $dated_year_from) AND ($dated_year_to IS NULL OR year <= $dated_year_to)
    AND (len($dated_months) = 0 OR list_contains($dated_months, month))
)
