-- 提前终止的保单：原因不属于可以终止的情形、终止时对象和企业没有停产关闭、也没有接续的保单。
SELECT
  p.id AS id,
  p.number AS number,
  p.ended_on AS ended_on,
  p.object_id AS object_id,
  coalesce(p.end_reason, '未填') AS reason,
  coalesce(o.name, o.code, e.name) AS name,
  p.ended_on AS basis
FROM live_policy p
JOIN insured_object o ON o.id = p.object_id
JOIN enterprise e ON e.id = p.enterprise_id
WHERE p.ended_on <= :as_of AND p.ended_on < p.end_on
  AND NOT EXISTS (SELECT 1 FROM list_lawful_end w WHERE instr(coalesce(p.end_reason, ''), w.value) > 0)
  AND NOT (coalesce(e.status, 'active') <> 'active' AND coalesce(e.status_on, '') <= :as_of)
  AND NOT (coalesce(o.status, 'active') <> 'active' AND coalesce(o.status_on, '') <= :as_of)
  AND NOT EXISTS (
    SELECT 1 FROM policy q WHERE q.object_id = p.object_id AND q.id <> p.id AND q.deleted_at IS NULL
      AND q.start_on <= p.ended_on AND q.end_on >= p.ended_on AND (q.ended_on IS NULL OR q.ended_on > p.ended_on))
