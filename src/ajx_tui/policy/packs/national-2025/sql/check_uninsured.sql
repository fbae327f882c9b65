-- 截止日应投保而没有在保保单的对象；曾投保的说明最后一份保单到何时为止（脱保）。
SELECT
  d.id AS id,
  d.name AS name,
  d.sector AS sector,
  coalesce((
    SELECT '曾投保，最后一份保单 ' || p.number || ' 的保障已于 '
      || CASE WHEN p.ended_on < p.end_on THEN p.ended_on || ' 终止' ELSE p.end_on || ' 到期' END || '（脱保）。'
    FROM live_policy p WHERE p.object_id = d.id AND p.start_on <= :as_of
    ORDER BY coalesce(p.ended_on, p.end_on) DESC LIMIT 1), '没有投保记录。') AS past
FROM due_object d
WHERE NOT EXISTS (SELECT 1 FROM in_force p WHERE p.object_id = d.id)
