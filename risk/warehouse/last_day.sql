-- Last day with a report, a payment or a weather row; without any, with a loss or a policy's start.
SELECT coalesce(
  greatest((SELECT max(reported_at) FROM report)::DATE, (SELECT max(reported_at) FROM claim)::DATE,
    (SELECT max(paid_at) FROM claim)::DATE, (SELECT max(day) FROM weather)),
  greatest((SELECT max(loss_at) FROM claim)::DATE, (SELECT max(start_date) FROM policy))) AS day
