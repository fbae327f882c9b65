-- 同一人员同一天在两个以上乡镇服务；先按人员和日期合计，避免逐条两两比较；一天只为一份保单服务的先不看。
WITH busy AS MATERIALIZED (
  SELECT DISTINCT v.staff AS staff, v.visited_on AS day
  FROM live_visit v
  WHERE v.staff IS NOT NULL
    AND EXISTS (
      SELECT 1 FROM visit x WHERE x.staff = v.staff AND x.visited_on = v.visited_on AND x.policy_id <> v.policy_id
        AND x.deleted_at IS NULL)
), spread AS MATERIALIZED (
  SELECT b.staff AS staff, b.day AS day, count(*) AS visits, group_concat(DISTINCT we.township) AS towns
  FROM busy b
  CROSS JOIN visit w ON w.staff = b.staff AND w.visited_on = b.day AND w.deleted_at IS NULL
  CROSS JOIN policy wp ON wp.id = w.policy_id
  CROSS JOIN enterprise we ON we.id = wp.enterprise_id
  GROUP BY b.staff, b.day
  HAVING min(we.township) <> max(we.township)
)
SELECT
  v.id AS id,
  v.staff AS staff,
  v.visited_on AS day,
  e.name AS name,
  e.township AS township,
  replace(s.towns, ',', '、') AS towns,
  s.visits AS visits,
  v.object_id AS object_id,
  s.towns AS basis
FROM spread s
CROSS JOIN live_visit v ON v.staff = s.staff AND v.visited_on = s.day
JOIN enterprise e ON e.id = v.enterprise_id
