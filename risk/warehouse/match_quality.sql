-- How policies and claims found their village.
SELECT 'policy' AS kind, match_quality, match_reason, count(*) AS rows FROM policy GROUP BY ALL
UNION ALL
SELECT 'claim', match_quality, match_reason, count(*) FROM claim GROUP BY ALL
ORDER BY ALL
