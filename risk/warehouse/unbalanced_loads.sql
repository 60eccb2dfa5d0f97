-- Loads whose own figures, or whose reject rows, do not add up.
SELECT l.load_id
FROM load l
LEFT JOIN (SELECT load_id, count(DISTINCT (file, sheet, row)) AS rows FROM reject GROUP BY load_id) r
  USING (load_id)
WHERE l.rows_in <> l.rows_stored + l.rows_rejected OR l.rows_rejected <> coalesce(r.rows, 0)
ORDER BY ALL
