-- 不同企业的服务过程一字不差（至少十个字），次数达到界限。
WITH repeated AS MATERIALIZED (
  SELECT w.process AS process, count(*) AS visits
  FROM visit w JOIN policy p ON p.id = w.policy_id
  WHERE w.deleted_at IS NULL AND w.visited_on <= :as_of AND length(w.process) >= 10
  GROUP BY w.process
  HAVING count(*) >= :same_text_visits AND count(DISTINCT p.enterprise_id) > 1
)
SELECT
  v.id AS id,
  v.visited_on AS day,
  e.name AS name,
  r.visits - 1 AS others,
  CASE WHEN length(v.process) > 24 THEN substr(v.process, 1, 23) || '…' ELSE v.process END AS text,
  v.object_id AS object_id
FROM live_visit v
JOIN repeated r ON r.process = v.process
JOIN enterprise e ON e.id = v.enterprise_id
