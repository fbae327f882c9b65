-- 同一人员同一天在不同乡镇的两家企业服务；列出另一家中编号最小的一次。
SELECT
  v.id AS id,
  v.staff AS staff,
  v.visited_on AS day,
  e.name AS name,
  e.township AS township,
  oe.name AS other,
  oe.township AS other_township,
  v.object_id AS object_id,
  w.id AS basis
FROM live_visit v
JOIN enterprise e ON e.id = v.enterprise_id
JOIN visit w ON w.id = (
  SELECT min(x.id)
  FROM visit x
  CROSS JOIN policy xp ON xp.id = x.policy_id
  CROSS JOIN enterprise xe ON xe.id = xp.enterprise_id
  WHERE x.staff = v.staff AND x.visited_on = v.visited_on AND x.id <> v.id AND x.deleted_at IS NULL
    AND xe.id <> v.enterprise_id AND xe.township <> e.township)
JOIN policy op ON op.id = w.policy_id
JOIN enterprise oe ON oe.id = op.enterprise_id
WHERE v.staff IS NOT NULL
