-- How the rows of each file found their village; a row counts with the file that last changed it.
SELECT p.kind, coalesce(l.file, '') AS file, p.match_quality, count(*) AS rows
FROM (
  SELECT 'policy' AS kind, load_id, match_quality FROM policy
  UNION ALL
  SELECT 'claim', load_id, match_quality FROM claim
) p
LEFT JOIN load l USING (load_id)
GROUP BY ALL
ORDER BY ALL
