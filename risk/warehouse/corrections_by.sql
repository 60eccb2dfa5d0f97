-- Values changed after they were stored, by table, column, reason and month; the values themselves stay
-- in the correction ledger. first_told: nothing stood there before, so nothing was wrong.
SELECT "table" AS ledger, "column", why, year(corrected_at) AS year, month(corrected_at) AS month,
  count(*) AS changes, count(DISTINCT key) AS rows_changed, count(*) FILTER (old IS NULL) AS first_told
FROM correction WHERE $loaded_before::TIMESTAMP IS NULL OR corrected_at < $loaded_before
GROUP BY ALL ORDER BY ALL
