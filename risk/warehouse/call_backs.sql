-- Call-backs by the columns put in where the comment says by; the comment told stands for service_dated.sql.
/*told*/
SELECT /*by*/
  count(*) AS calls, count(*) FILTER (reached) AS reached, count(*) FILTER (NOT reached) AS not_reached,
  count(*) FILTER (reached IS NULL) AS end_not_given, count(DISTINCT claim_id) AS claims_called,
  count(DISTINCT claim_id) FILTER (reached) AS claims_reached
FROM told
GROUP BY ALL
