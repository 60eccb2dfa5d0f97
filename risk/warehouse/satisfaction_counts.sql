-- Answers of households by the columns put in where the comment says by; the comment told stands for
-- service_dated.sql with source asked: closed claims.
/*told*/
SELECT /*by*/
  count(*) AS closed, count(followed_up_at) AS called_back, count(satisfaction) AS answers,
  count(*) FILTER (satisfaction = 'satisfied') AS satisfied,
  count(*) FILTER (satisfaction = 'basically_satisfied') AS basically_satisfied,
  count(*) FILTER (satisfaction = 'dissatisfied') AS dissatisfied
FROM told
GROUP BY ALL
