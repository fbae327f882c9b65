-- 在保保单的人均保费不到同行业中位数的一定比例；同行业份数太少的不比。
WITH priced AS (
  SELECT p.id, p.number, p.enterprise_id, p.object_id, p.premium / p.headcount AS each,
    coalesce(o.sector_id, e.sector_id) AS sector_id
  FROM in_force p
  JOIN insured_object o ON o.id = p.object_id
  JOIN enterprise e ON e.id = p.enterprise_id
  WHERE +p.premium > 0 AND +p.headcount > 0
), ranked AS MATERIALIZED (
  SELECT priced.*, row_number() OVER (PARTITION BY sector_id ORDER BY each) AS place,
    count(*) OVER (PARTITION BY sector_id) AS among
  FROM priced
), middle AS MATERIALIZED (
  SELECT sector_id, avg(each) AS median FROM ranked
  WHERE place IN ((among + 1) / 2, (among + 2) / 2) AND among >= :low_price_least
  GROUP BY sector_id
)
SELECT r.id AS id, r.number AS number, e.name AS name, r.each AS each, CAST(m.median AS INTEGER) AS median,
  r.each AS basis, r.object_id AS object_id
FROM ranked r
JOIN middle m ON m.sector_id = r.sector_id
JOIN enterprise e ON e.id = r.enterprise_id
WHERE r.each * 10000 < m.median * :low_price_share
