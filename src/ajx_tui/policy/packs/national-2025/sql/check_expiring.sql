-- 在提醒期内到期、同一对象没有接续保单的在保保单；只看仍应投保的对象。
SELECT
  p.id AS id,
  p.number AS number,
  p.end_on AS end_on,
  p.object_id AS object_id,
  coalesce(o.name, o.code, e.name) AS name,
  CAST(julianday(p.end_on) - julianday(:as_of) AS INTEGER) AS days,
  CASE
    WHEN julianday(p.end_on) - julianday(:as_of) <= :warning_days_last THEN '最后提醒。'
    WHEN julianday(p.end_on) - julianday(:as_of) <= :warning_days_second THEN '第二次提醒。'
    ELSE '第一次提醒。' END AS level,
  p.end_on AS basis
FROM in_force p
JOIN insured_object o ON o.id = p.object_id
JOIN enterprise e ON e.id = p.enterprise_id
WHERE p.end_on <= date(:as_of, '+' || :warning_days_first || ' days')
  AND NOT EXISTS (
    SELECT 1 FROM policy q WHERE q.object_id = p.object_id AND q.deleted_at IS NULL AND q.end_on > p.end_on
      AND q.start_on <= date(p.end_on, '+1 day') AND q.ended_on IS NULL)
  AND EXISTS (SELECT 1 FROM due_object d WHERE d.id = p.object_id)
