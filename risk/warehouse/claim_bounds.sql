-- The last stamp of any claim, and the cover lines of those with a policy.
SELECT greatest(max(loss_at), max(reported_at), max(acknowledged_at), max(dispatched_at), max(arrived_at),
    max(surveyed_at), max(documents_requested_at), max(documents_complete_at), max(approved_at), max(posted_from),
    max(posted_to), max(paid_at), max(followed_up_at))::TIMESTAMP AS last_stamp,
  (SELECT list(DISTINCT cover_line) FROM claim WHERE cover_line IS NOT NULL) AS cover_lines
FROM claim
