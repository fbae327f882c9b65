-- 截止日的应投保对象：行业按投保单元（企业、在建工程、许可证、船舶）计；许可证、船舶类行业的企业没有登记证照的按企业计。
-- CROSS JOIN 固定连接次序：应投保对象只读一遍索引。
-- 对象或企业停产、关闭、完工之日起不计；没有日期的停产关闭一直不计。
SELECT
  o.id AS id,
  o.enterprise_id AS enterprise_id,
  o.type AS type,
  s.id AS sector_id,
  s.title AS sector,
  coalesce(o.township, e.township) AS township,
  e.department_id AS department_id,
  CASE WHEN o.headcount IS NOT NULL OR o.type = 'project' THEN o.headcount ELSE e.headcount END AS headcount,
  coalesce(o.name, o.code, e.name) AS name,
  e.name AS enterprise
FROM insured_object o
CROSS JOIN enterprise e ON e.id = o.enterprise_id
CROSS JOIN sector s ON s.id = coalesce(o.sector_id, e.sector_id)
WHERE +o.deleted_at IS NULL AND e.deleted_at IS NULL AND s.deleted_at IS NULL
  AND (o.type = s.due_unit OR (
    o.type = 'enterprise' AND s.due_unit IN ('licence', 'vessel') AND NOT EXISTS (
      SELECT 1 FROM insured_object x WHERE x.enterprise_id = e.id AND x.type = s.due_unit AND x.deleted_at IS NULL)))
  AND (s.due_from IS NULL OR s.due_from <= :as_of) AND (s.due_until IS NULL OR s.due_until >= :as_of)
  AND NOT (coalesce(o.status, 'active') <> 'active' AND (o.status_on IS NULL OR o.status_on <= :as_of))
  AND NOT (coalesce(e.status, 'active') <> 'active' AND (e.status_on IS NULL OR e.status_on <= :as_of))
  AND coalesce(o.start_on, '') <= :as_of AND coalesce(o.end_on, '9999-12-31') >= :as_of
  /*scope enterprise o.enterprise_id*/
