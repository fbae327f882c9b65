-- 同一人员同一天的服务次数超过上限；先只留下这一天确有那么多次的（EXISTS 在覆盖索引上数）。
WITH busy AS MATERIALIZED (
  SELECT DISTINCT v.staff AS staff, v.visited_on AS day
  FROM live_visit v
  WHERE v.staff IS NOT NULL
    AND EXISTS (
      SELECT 1 FROM visit x WHERE x.staff = v.staff AND x.visited_on = v.visited_on AND x.deleted_at IS NULL
      LIMIT 1 OFFSET coalesce(:visits_per_day, 1000000))
), counted AS MATERIALIZED (
  SELECT b.staff AS staff, b.day AS day, count(*) AS visits
  FROM busy b CROSS JOIN visit w ON w.staff = b.staff AND w.visited_on = b.day AND w.deleted_at IS NULL
  GROUP BY b.staff, b.day
  HAVING count(*) > :visits_per_day
)
SELECT v.id AS id, v.staff AS staff, v.visited_on AS day, c.visits AS visits, v.object_id AS object_id, c.visits AS basis
FROM counted c CROSS JOIN live_visit v ON v.staff = c.staff AND v.visited_on = c.day
