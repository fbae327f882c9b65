-- 应投保对象所在的行业、乡镇和主管部门（主管部门为空时按行业分工）。
SELECT
  o.id AS id,
  coalesce(o.sector_id, e.sector_id) AS sector_id,
  coalesce(o.township, e.township) AS township,
  e.department_id AS department_id
FROM insured_object o
JOIN enterprise e ON e.id = o.enterprise_id
