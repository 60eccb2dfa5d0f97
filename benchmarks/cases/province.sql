-- A made-up store of any size: households, policies, claims with their clocks, reports, calls,
-- complaints. Set before: variables villages, townships, houses (a year), years, claims, first_year.
-- Everything follows from row numbers and DuckDB's hash, so the same sizes give the same store; rows
-- come in the order a real load leaves them in, year by year and by village within a year.

CREATE TEMP MACRO r(i, salt) AS (hash(i, salt) % 1000003) / 1000003.0;
CREATE TEMP MACRO pick(share, names, shares) AS
  names[1 + len(list_filter(shares, edge -> edge <= share))];
CREATE TEMP MACRO village_of(house) AS (house * getvariable('villages') // getvariable('houses'))::INTEGER;
CREATE TEMP MACRO village_code(v) AS format('63{:04d}{:06d}', v * getvariable('townships') // getvariable('villages'), v + 1);
CREATE TEMP MACRO township_code(t) AS format('63{:04d}000000', t);
CREATE TEMP MACRO policy_name(year, house) AS format('P{:d}-{:08d}', year, house);
CREATE TEMP MACRO household(house) AS format('H{:016X}{:08X}', hash(house, 1), house);
CREATE TEMP MACRO structure_of(house) AS pick(r(house, 2),
  ['brick_wood', 'brick_concrete', 'earth_wood', 'frame', 'stone_wood', 'other'], [0.44, 0.69, 0.92, 0.95, 0.98]);
CREATE TEMP MACRO group_of(house) AS pick(r(house, 3),
  ['ordinary', 'out_of_poverty', 'subsistence', 'veterans', 'severely_disabled', 'extremely_poor'],
  [0.83, 0.91, 0.955, 0.974, 0.99]);
CREATE TEMP MACRO built_of(house) AS (1965 + floor(55 * r(house, 4)))::INTEGER;
CREATE TEMP MACRO insured(year, house) AS r(house, 100 + year) < 0.94;
CREATE TEMP MACRO the_end() AS make_date(getvariable('first_year') + getvariable('years'), 1, 1)::TIMESTAMP;
CREATE TEMP MACRO so_far(stamp) AS CASE WHEN stamp < the_end() THEN stamp END;
CREATE TEMP MACRO skewed(u) AS -ln(1 - 0.999 * u);  -- exponential of mean 1, cut at 7

INSERT INTO household_group
SELECT household(i), group_of(i), make_date(getvariable('first_year'), 1, 1), NULL, 'list', 1
FROM range(getvariable('houses')) t(i) WHERE group_of(i) <> 'ordinary';

INSERT INTO roster
SELECT village_code(v), make_date(getvariable('first_year') + y, 1, 1),
  getvariable('houses') // getvariable('villages') + 5, 'list', 1
FROM range(getvariable('years')) a(y), range(getvariable('villages')) b(v);

-- Of a thousand households one is insured twice, one lies in another year's late lot.
INSERT INTO policy
SELECT policy_name(year, house) || CASE WHEN twice THEN '-2' ELSE '' END, format('M{:d}', year), house, household(house),
  village_code(village_of(house)), village_of(house), 'code_name', 'code_name_agree', NULL, NULL, NULL,
  village_code(village_of(house)), NULL, NULL, NULL, NULL, NULL, 'scheme', group_of(house), structure_of(house),
  'B', built_of(house), 1, 3 + (hash(house, 5) % 5)::INTEGER, 60 + 100 * r(house, 6)::DOUBLE,
  CASE WHEN full_row THEN 30000 ELSE 20000 END, CASE WHEN full_row THEN 10 ELSE 0 END, 10,
  CASE WHEN hash(house, 7 + year) % 5000 = 0 THEN 12 ELSE 10 END,
  make_date(year, 1, 1) + lot, make_date(year + 1, 1, 1) + lot - 1, NULL, NULL, 1
FROM (
  SELECT getvariable('first_year') + i // getvariable('houses') AS year, i % getvariable('houses') AS house,
    group_of(house) = 'ordinary' OR r(house, 8) < 0.3 AS full_row,
    CASE WHEN hash(house, 9 + year) % 1000 < 15 THEN 30 * (1 + (hash(house, 10 + year) % 8)::INTEGER) ELSE 0 END AS lot
  FROM range(getvariable('houses') * getvariable('years')) t(i)
), (SELECT unnest([false, true]) AS twice)
WHERE insured(year, house) AND (NOT twice OR hash(house, 11 + year) % 1000 = 0);

INSERT INTO event
SELECT format('E{:d}-{:d}', getvariable('first_year') + y, k), format('event {:d} of {:d}', k, y),
  ['storm', 'flood', 'snow'][k], make_date(getvariable('first_year') + y, [5, 8, 2][k], 12)::TIMESTAMP,
  make_date(getvariable('first_year') + y, [5, 8, 2][k], 14)::TIMESTAMP, 'made up', 1
FROM range(getvariable('years')) a(y), range(1, 4) b(k);

INSERT INTO weather
SELECT township_code(t), make_date(getvariable('first_year'), 1, 1) + d::INTEGER, 5 * r(t, d), NULL, NULL, NULL, 3, NULL, 1
FROM range(getvariable('townships')) a(t), range(365 * getvariable('years')) b(d);

-- The i-th claim of n: its year, and a village more crowded in some parts of the map than in others.
INSERT INTO claim
WITH placed AS (
  SELECT i, getvariable('first_year') + (i * getvariable('years') // getvariable('claims')) AS year,
    (i * getvariable('years') % getvariable('claims')) / getvariable('claims') AS u,
    least(floor(getvariable('houses') * (u + 0.12 * sin(6.2 * u))), getvariable('houses') - 1)::BIGINT AS near,
    least(near + (hash(i, 20) % 50), getvariable('houses') - 1)::BIGINT AS house
  FROM range(getvariable('claims')) t(i)
),
struck AS (
  SELECT *, village_of(house) AS village, r(i, 21) AS a, r(i, 22) AS b, r(i, 23) AS c,
    CASE WHEN a < 0.30 THEN 1 WHEN a < 0.38 THEN 2 WHEN a < 0.45 THEN 3 END AS k,
    CASE WHEN k IS NOT NULL THEN ['gale', 'flood', 'snow'][k] ELSE pick(b,
      ['gale', 'fire', 'snow', 'flood', 'rainstorm', 'hail', 'solid_object_collapse', 'landslide', 'subsidence',
       'waterlogging', 'lightning', 'explosion', 'debris_flow', 'ice', 'mountain_collapse', 'earthquake'],
      [0.2, 0.38, 0.5, 0.6, 0.68, 0.74, 0.8, 0.85, 0.88, 0.91, 0.935, 0.95, 0.965, 0.98, 0.99]) END AS peril,
    date_trunc('second', CASE WHEN k IS NOT NULL
      THEN make_date(year, [5, 8, 2][k], 12)::TIMESTAMP + to_seconds(172800 * c)
      ELSE make_date(year, 1, 1)::TIMESTAMP + to_seconds(86400 * 365 * c) END) AS lost,
    pick(r(i, 24), ['minute', 'hour', 'day'], [0.56, 0.88]) AS precision
  FROM placed
),
walked AS (
  SELECT *, CASE precision WHEN 'minute' THEN lost WHEN 'hour' THEN date_trunc('hour', lost)
      ELSE date_trunc('day', lost) END AS loss_at,
    lost + to_seconds(floor(14400 * skewed(r(i, 25)))) AS reported_at,
    reported_at + to_seconds(floor(600 * r(i, 26))) AS acknowledged_at,
    reported_at + to_seconds(floor(3000 * skewed(r(i, 27)))) AS dispatched_at,
    dispatched_at + to_seconds(600 + floor(7200 * skewed(r(i, 28)))) AS arrived_at,
    arrived_at + to_seconds(300 + floor(2400 * r(i, 29))) AS surveyed_at,
    surveyed_at + to_seconds(floor(86400 * 8 * skewed(r(i, 30)))) AS documents_complete_at,
    documents_complete_at + to_seconds(floor(86400 * 7 * skewed(r(i, 31)))) AS approved_at,
    approved_at + to_seconds(86400 + floor(86400 * 9 * skewed(r(i, 32)))) AS paid_at,
    CASE WHEN r(i, 33) < 0.71 THEN 'paid' WHEN r(i, 33) < 0.98 THEN 'rejected' ELSE 'withdrawn' END AS decided,
    -- the ledger is written on the last day: what comes later is not in it
    coalesce(CASE WHEN decided = 'paid' THEN paid_at END, approved_at) >= the_end() AS running,
    CASE WHEN running THEN 'open' ELSE decided END AS status,
    floor(exp(6.5 + 2.2 * sqrt(skewed(r(i, 35))))) AS money,
    CASE WHEN NOT running AND r(i, 37) < 0.9 THEN so_far(paid_at + to_seconds(floor(86400 * 20 * r(i, 38)))) END
      AS called_back_at
  FROM struck
)
SELECT format('C{:d}-{:08d}', year, i), CASE WHEN insured(year, house) THEN policy_name(year, house) END,
  village_code(village), village_code(village), village, 'code_name', 'code_name_agree', NULL, NULL, NULL,
  village_code(village), NULL, NULL, NULL, NULL, NULL, NULL, NULL,
  CASE WHEN village % 12 = 0 THEN 'town' ELSE 'rural' END, peril,
  CASE WHEN k IS NOT NULL THEN format('E{:d}-{:d}', year, k) END, NULL, loss_at, precision, reported_at,
  so_far(acknowledged_at), so_far(dispatched_at), so_far(arrived_at),
  pick(r(i, 36), ['measured', 'typed', 'inferred'], [0.6, 0.9]), so_far(surveyed_at),
  so_far(surveyed_at + INTERVAL 20 MINUTE), so_far(documents_complete_at), so_far(approved_at),
  CASE WHEN status = 'paid' THEN so_far(approved_at::DATE + 1) END,
  CASE WHEN status = 'paid' THEN so_far(approved_at::DATE + 8) END,
  NULL, CASE WHEN status = 'paid' THEN paid_at END, CASE WHEN status = 'paid' THEN money END, money, called_back_at, status,
  CASE WHEN decided = 'rejected' THEN 'below' ELSE pick(r(i, 39), ['slight', 'severe', 'collapsed'], [0.75, 0.95]) END,
  0, 0, 1, 'surveyor', pick(r(i, 40), ['on_site', 'remote'], [0.92]),
  CASE WHEN status = 'rejected' THEN pick(r(i, 41), ['below the clause', 'not insured', 'outbuilding'], [0.6, 0.9]) END,
  CASE WHEN called_back_at IS NOT NULL THEN pick(r(i, 42), ['satisfied', 'basically_satisfied', 'dissatisfied'], [0.85, 0.97]) END,
  CASE WHEN arrived_at > reported_at + INTERVAL 3 HOUR THEN pick(r(i, 43), ['many at once', 'night', 'road'], [0.6, 0.9]) END,
  format('B{:04d}-{:d}', village * getvariable('townships') // getvariable('villages'), 1 + hash(i, 44) % 3), i, 1,
  CASE WHEN insured(year, house) THEN 'scheme' END, CASE WHEN insured(year, house) THEN structure_of(house) END,
  CASE WHEN insured(year, house) THEN built_of(house) - built_of(house) % 10 END,
  CASE WHEN insured(year, house) THEN group_of(house) END
FROM walked WHERE reported_at < the_end();

INSERT INTO report
SELECT 'R' || substr(claim_id, 2) || CASE WHEN again THEN '-2' ELSE '' END,
  pick(r(source_row, 50), ['hotline', 'liaison', 'bureau'], [0.6, 0.9]),
  reported_at + CASE WHEN again THEN INTERVAL 50 MINUTE ELSE INTERVAL 0 MINUTE END,
  reported_at + to_seconds(3600 + floor(1800 * r(source_row, 51))), NULL, NULL, claim_id, 1
FROM claim, (SELECT unnest([false, true]) AS again) WHERE NOT again OR source_row % 20 = 0;

INSERT INTO call
SELECT 'K' || substr(claim_id, 2) || kind[1], CASE WHEN kind = 'follow_up' THEN followed_up_at ELSE
    reported_at - INTERVAL 2 MINUTE END, floor(3 + 25 * r(source_row, 60)), r(source_row, 61) < 0.01, kind,
  CASE WHEN r(source_row, 62) < 0.95 THEN 'connected' ELSE 'no_answer' END,
  CASE WHEN kind <> 'enquiry' THEN claim_id END, 1
FROM claim, (SELECT unnest(['report', 'follow_up', 'enquiry']) AS kind)
WHERE CASE kind WHEN 'report' THEN source_row % 3 > 0 WHEN 'enquiry' THEN source_row % 2 = 0 ELSE followed_up_at IS NOT NULL END;

INSERT INTO complaint
SELECT 'X' || substr(claim_id, 2), claim_id, reported_at + INTERVAL 9 DAY,
  pick(r(source_row, 70), ['slow', 'amount', 'manner', 'other'], [0.5, 0.8, 0.95]), 'service',
  reported_at + INTERVAL 9 DAY + to_seconds(floor(36000 * skewed(r(source_row, 71)))),
  CASE WHEN r(source_row, 72) < 0.98
    THEN so_far(reported_at + INTERVAL 9 DAY + to_seconds(floor(400000 * skewed(r(source_row, 73))))) END, 1
FROM claim WHERE hash(source_row, 74) % 64 = 0 AND reported_at + INTERVAL 9 DAY < the_end();

INSERT INTO correction
SELECT 'claim', claim_id, pick(r(source_row, 80), ['estimate_money', 'damage_grade', 'paid_money'], [0.6, 0.8]), '1', '2', 'ledger',
  'corrected', surveyed_at + INTERVAL 5 DAY, 1
FROM claim WHERE hash(source_row, 81) % 200 = 0;

INSERT INTO surveyor
SELECT format('B{:04d}-{:d}', t, n), format('B{:04d}', t), 'surveyor', NULL, 1
FROM range(getvariable('townships')) a(t), range(1, 4) b(n);

INSERT INTO target
SELECT getvariable('first_year') + y, m, metric, value, unit, 1
FROM range(getvariable('years')) a(y), range(1, 13) b(m),
  (VALUES ('热线三声接听率', 0.95, 'share'), ('到场时效达标率', 0.9, 'share'), ('满意率', 0.95, 'share'),
    ('平均结案天数', 30, 'days')) t(metric, value, unit);

INSERT INTO measure VALUES ('M1', make_date(getvariable('first_year') + 3, 3, 10), 'late at night', 'a night crew', 'claims',
  make_date(getvariable('first_year') + 3, 9, 30), '到场时效达标率', 0.88, 0.91, 1);

INSERT INTO reject
SELECT 1, 'claims.csv', NULL, i, 'structure', '?', 'unknown word', 'use a known one' FROM range(least(getvariable('claims') // 100, 5000)) t(i)
