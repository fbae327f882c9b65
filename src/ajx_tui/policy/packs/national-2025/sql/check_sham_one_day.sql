-- 同一服务机构在同一天填写（没有填写日期的按归档日期）许多次服务的记录，而这些服务的日期前后拉得很开。
WITH batch AS MATERIALIZED (
  SELECT w.body_id AS body_id, coalesce(w.recorded_on, w.archived_on) AS typed, count(*) AS visits,
    min(w.visited_on) AS first, max(w.visited_on) AS last
  FROM visit w
  WHERE w.body_id IS NOT NULL AND coalesce(w.recorded_on, w.archived_on) <= :as_of
    AND w.deleted_at IS NULL AND w.visited_on <= :as_of
  GROUP BY 1, 2
  HAVING count(*) >= :batch_visits AND julianday(max(w.visited_on)) - julianday(min(w.visited_on)) >= :batch_span_days
)
SELECT
  v.id AS id,
  v.visited_on AS day,
  e.name AS name,
  b.typed AS typed,
  s.name AS body,
  b.visits AS visits,
  b.first AS first,
  b.last AS last,
  v.object_id AS object_id,
  b.visits AS basis
FROM batch b
CROSS JOIN live_visit v ON v.body_id = b.body_id AND coalesce(v.recorded_on, v.archived_on) = b.typed
JOIN service_body s ON s.id = b.body_id
JOIN enterprise e ON e.id = v.enterprise_id
