-- Call-backs by the columns put in where the comment says by; the comment told stands for service_dated.sql.
-- Counting millions of claims apart by their text is slow: few are called twice, so a short mark of each
-- finds those that may be (and some that only share a mark), and only these are counted by their text.
/*told*/,
marked AS NOT MATERIALIZED (
  SELECT /*by*/ reached, claim_id, (hash(claim_id) % 4294967296)::UINTEGER AS mark FROM told
),
again AS MATERIALIZED (SELECT mark FROM marked WHERE claim_id IS NOT NULL GROUP BY mark HAVING count(*) > 1),
parted AS NOT MATERIALIZED (
  SELECT /*by*/ reached, claim_id IS NOT NULL AS of_claim, CASE WHEN mark IN (FROM again) THEN claim_id END AS repeated
  FROM marked
)
SELECT /*by*/
  count(*) AS calls, count(*) FILTER (reached) AS reached, count(*) FILTER (NOT reached) AS not_reached,
  count(*) FILTER (reached IS NULL) AS end_not_given,
  count(*) FILTER (of_claim AND repeated IS NULL) + count(DISTINCT repeated) AS claims_called,
  count(*) FILTER (of_claim AND repeated IS NULL AND reached) + count(DISTINCT repeated) FILTER (reached)
    AS claims_reached
FROM parted
GROUP BY ALL
