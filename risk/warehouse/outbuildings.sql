-- What hints at something insured that the clause does not insure: policies in force without a room, and
-- claims whose refusal or cause names such a building ($words).
WITH refused AS (
  SELECT c.policy_id, c.claim_id, c.region_code_now AS region_code, w.word
  FROM (/*known*/) c, (SELECT unnest($words::VARCHAR[]) AS word) w
  WHERE contains(coalesce(c.reject_reason, ''), w.word) OR contains(coalesce(c.cause_note, ''), w.word)
)
SELECT 'no_room' AS hint, policy_id, NULL AS claim_id, region_code, NULL AS word FROM policy
WHERE rooms_total = 0 AND cover_line = 'scheme' AND start_date <= $as_of AND end_date >= $as_of
UNION ALL
SELECT 'claimed', policy_id, claim_id, region_code, string_agg(DISTINCT word, ' ' ORDER BY word) FROM refused GROUP BY ALL
ORDER BY ALL
