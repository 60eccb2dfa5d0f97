-- Rows refused at loading, by ledger, rule and month of loading, beside the rows of those loads. Numbers of
-- rows that stand in a rule are left out of its text.
WITH loaded AS (SELECT kind, year(loaded_at) AS year, month(loaded_at) AS month, sum(rows_in) AS rows_in FROM load
  WHERE $loaded_before::TIMESTAMP IS NULL OR loaded_at < $loaded_before GROUP BY ALL)
SELECT l.kind AS ledger, year(l.loaded_at) AS year, month(l.loaded_at) AS month, regexp_replace(r.rule, '[0-9]+', '…', 'g') AS rule, any_value(r.remedy) AS remedy, count(*) AS faults,
  count(DISTINCT (r.load_id, r.sheet, r.row)) AS rows_rejected, any_value(d.rows_in)::BIGINT AS rows_in
FROM reject r JOIN load l USING (load_id)
JOIN loaded d ON d.kind = l.kind AND d.year = year(l.loaded_at) AND d.month = month(l.loaded_at)
WHERE $loaded_before::TIMESTAMP IS NULL OR l.loaded_at < $loaded_before
GROUP BY ALL ORDER BY ALL
