-- 不同企业的服务过程一字不差（短于界限的不比），次数达到界限。
WITH candidate AS MATERIALIZED (
  SELECT w.process AS process, count(*) AS visits, min(w.policy_id) AS one, max(w.policy_id) AS another
  FROM visit w
  WHERE +w.deleted_at IS NULL AND +w.visited_on <= :as_of AND length(w.process) >= :same_text_length
  GROUP BY w.process
  HAVING count(*) >= :same_text_visits AND min(w.policy_id) <> max(w.policy_id)
), repeated AS MATERIALIZED (
  SELECT c.process, c.visits
  FROM candidate c
  CROSS JOIN policy p ON p.id = c.one
  CROSS JOIN policy q ON q.id = c.another
  WHERE p.enterprise_id <> q.enterprise_id
)
SELECT
  v.id AS id,
  v.visited_on AS day,
  e.name AS name,
  r.visits - 1 AS others,
  CASE WHEN length(v.process) > 24 THEN substr(v.process, 1, 23) || '…' ELSE v.process END AS text,
  v.object_id AS object_id
FROM visit x  -- 只读一遍服务记录，雷同的文字再多也不例外
CROSS JOIN repeated r ON r.process = x.process
CROSS JOIN live_visit v ON v.id = x.id
JOIN enterprise e ON e.id = v.enterprise_id
