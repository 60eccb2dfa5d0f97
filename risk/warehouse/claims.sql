-- Claims as known at the end of a day ($before: the midnight after it). What happened later is NULL,
-- and a claim decided later is still open. Where a decision has no date of its own, the nearest
-- earlier step that has one stands for it. Comments, put in by seen.py: family is the family of a peril,
-- township and place the township's column and join, left out where nobody asks for it.
WITH known AS NOT MATERIALIZED (
  SELECT c.*,
    coalesce(c.surveyed_at, c.arrived_at, c.reported_at, c.loss_at) < $before AS surveyed,
    coalesce(CASE c.status WHEN 'paid' THEN c.paid_at END, c.approved_at, c.surveyed_at, c.reported_at, c.loss_at)
      < $before AS decided,
    coalesce(c.paid_at, c.approved_at, c.surveyed_at, c.reported_at, c.loss_at) < $before AS paid
  FROM claim c
  WHERE c.loss_at < $before AND (c.reported_at IS NULL OR c.reported_at < $before)
)
SELECT c.* EXCLUDE (surveyed, decided, paid) REPLACE (
    CASE WHEN c.acknowledged_at < $before THEN c.acknowledged_at END AS acknowledged_at,
    CASE WHEN c.dispatched_at < $before THEN c.dispatched_at END AS dispatched_at,
    CASE WHEN c.dispatched_at IS NULL OR c.dispatched_at < $before THEN c.crew_id END AS crew_id,
    CASE WHEN c.arrived_at < $before THEN c.arrived_at END AS arrived_at,
    CASE WHEN c.arrived_at < $before THEN c.arrival_quality END AS arrival_quality,
    CASE WHEN c.arrived_at IS NULL OR c.arrived_at < $before THEN c.late_reason END AS late_reason,
    CASE WHEN c.surveyed_at < $before THEN c.surveyed_at END AS surveyed_at,
    CASE WHEN surveyed THEN c.survey_mode END AS survey_mode,
    CASE WHEN surveyed THEN c.damage_grade END AS damage_grade,
    CASE WHEN surveyed THEN c.rooms_collapsed END AS rooms_collapsed,
    CASE WHEN surveyed THEN c.rooms_severe END AS rooms_severe,
    CASE WHEN surveyed THEN c.rooms_slight END AS rooms_slight,
    CASE WHEN surveyed THEN c.grade_decided_by END AS grade_decided_by,
    CASE WHEN surveyed THEN c.cause_note END AS cause_note,
    CASE WHEN surveyed THEN c.estimate_money END AS estimate_money,
    CASE WHEN surveyed THEN c.advance_paid_money END AS advance_paid_money,
    CASE WHEN c.documents_requested_at < $before THEN c.documents_requested_at END AS documents_requested_at,
    CASE WHEN c.documents_complete_at < $before THEN c.documents_complete_at END AS documents_complete_at,
    CASE WHEN c.approved_at < $before THEN c.approved_at END AS approved_at,
    CASE WHEN c.posted_from < $before THEN c.posted_from END AS posted_from,
    CASE WHEN c.posted_to < $before THEN c.posted_to END AS posted_to,
    CASE WHEN c.paid_at < $before THEN c.paid_at END AS paid_at,
    CASE WHEN paid THEN c.paid_money END AS paid_money,
    CASE WHEN c.followed_up_at < $before THEN c.followed_up_at END AS followed_up_at,
    CASE WHEN c.followed_up_at IS NULL OR c.followed_up_at < $before THEN c.satisfaction END AS satisfaction,
    CASE WHEN decided THEN c.status ELSE 'open' END AS status,
    CASE WHEN decided THEN c.reject_reason END AS reject_reason
  ),
  c.region_code_now AS region_code, /*township*/ /*family*/ AS peril_family,
  year(c.loss_at) - (month(c.loss_at) < $start_month)::INTEGER AS year,
  c.event_id IS NOT NULL AS event
FROM known c /*place*/
