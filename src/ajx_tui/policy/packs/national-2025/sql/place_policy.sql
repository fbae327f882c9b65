-- 保单所在的行业、乡镇、主管部门和保险机构。
SELECT
  p.id AS id,
  p.number AS number,
  p.enterprise_id AS enterprise_id,
  p.start_on AS start_on,
  p.end_on AS end_on,
  p.ended_on AS ended_on,
  coalesce(o.sector_id, e.sector_id) AS sector_id,
  coalesce(o.township, e.township) AS township,
  e.department_id AS department_id,
  p.insurer_id AS insurer_id
FROM policy p
JOIN enterprise e ON e.id = p.enterprise_id
LEFT JOIN insured_object o ON o.id = p.object_id
WHERE p.deleted_at IS NULL
