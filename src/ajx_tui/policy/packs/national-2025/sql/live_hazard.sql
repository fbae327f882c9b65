-- 截止日前发现的隐患（没有发现日期的按服务日期），open 为截止日尚未整改。
SELECT
  h.*,
  coalesce(h.found_on, v.visited_on) AS found,
  (h.rectified_on IS NULL OR h.rectified_on > :as_of) AS open,
  v.policy_id AS policy_id,
  p.enterprise_id AS enterprise_id
FROM hazard h
JOIN visit v ON v.id = h.visit_id
JOIN policy p ON p.id = v.policy_id
WHERE h.deleted_at IS NULL AND v.deleted_at IS NULL AND p.deleted_at IS NULL
  AND coalesce(h.found_on, v.visited_on) <= :as_of
  /*scope enterprise p.enterprise_id*/
