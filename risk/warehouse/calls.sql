-- Calls and reported claims by day and hour of the day, and how claims were first told: what the hotline plans on.
SELECT stamp::DATE AS day, hour(stamp)::INTEGER AS hour,
  sum(report)::BIGINT AS reports, sum(enquiry)::BIGINT AS enquiries, sum(claim)::BIGINT AS claims
FROM (
  SELECT called_at AS stamp, (kind = 'report')::INTEGER AS report, (kind = 'enquiry')::INTEGER AS enquiry,
    0 AS claim
  FROM call WHERE called_at < $before AND kind IN ('report', 'enquiry')
  UNION ALL
  SELECT reported_at, 0, 0, 1 FROM claim
  WHERE reported_at < $before AND EXISTS (FROM call WHERE kind IN ('report', 'enquiry'))
)
GROUP BY ALL ORDER BY ALL
