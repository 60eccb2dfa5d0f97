-- Households in force on a day, by region.
SELECT region_code, count(DISTINCT household_key) AS households
FROM policy WHERE start_date <= $day AND end_date >= $day AND region_code IS NOT NULL GROUP BY region_code
