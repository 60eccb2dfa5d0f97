-- What tells how long every stage took, claim by claim, as numbers: a missing stamp is $nothing. The comment seen stands for claims_seen.sql, stamps for the columns.
/*seen*/
SELECT /*stamps*/ (status = 'open')::UTINYINT AS open, (status IN ('open', 'paid'))::UTINYINT AS to_pay,
  CASE tier WHEN 'town' THEN 1 WHEN 'rural' THEN 2 ELSE 0 END::UTINYINT AS tier,
  coalesce(arrival_quality = 'measured', false)::UTINYINT AS measured, (time_precision = 'day')::UTINYINT AS by_day
FROM seen
