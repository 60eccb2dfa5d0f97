-- Distinct ways policies are priced: contract year of the first day, group, who pays what, sum insured.
SELECT year(start_date) - (month(start_date) < $start_month)::INTEGER AS contract_year, household_group,
  premium_household_money AS household_money, premium_province_money AS province_money,
  premium_county_money AS county_money, sum_insured_money, count(*) AS policies
FROM policy WHERE cover_line = 'scheme' AND start_date <= $as_of
GROUP BY ALL ORDER BY ALL
