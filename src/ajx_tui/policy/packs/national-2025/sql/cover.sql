-- 每个对象在保保单的合计：份数、投保人数（几份保单取最多的一份）、起期时低于限额下限的份数，
-- 保险机构（有几家时用逗号隔开）。
SELECT
  p.object_id AS object_id,
  count(*) AS policies,
  CASE WHEN min(coalesce(p.insurer_id, 0)) = max(coalesce(p.insurer_id, 0)) THEN max(p.insurer_id) ELSE (
    SELECT group_concat(DISTINCT coalesce(i.insurer_id, 0)) FROM in_force i WHERE i.object_id = p.object_id) END AS insurers,
  max(p.headcount) AS people,
  min(p.limit_person) AS limit_person,
  sum(CASE WHEN p.limit_person < (SELECT max(f.value) FROM dated_floor_per_person f) THEN p.limit_person < (
    SELECT f.value FROM dated_floor_per_person f WHERE p.start_on BETWEEN f.valid_from AND f.valid_until) END) AS below
FROM in_force p
GROUP BY p.object_id
