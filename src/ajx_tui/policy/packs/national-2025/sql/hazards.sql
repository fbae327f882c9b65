-- 截止日前发现的隐患。
SELECT
  h.id AS id,
  w.sector_id AS sector_id,
  w.township AS township,
  w.department_id AS department_id,
  w.insurer_id AS insurer_id,
  h.level AS level,
  h.due_on AS due_on,
  h.rectified_on AS rectified_on
FROM live_hazard h
JOIN place_policy w ON w.id = h.policy_id
