-- 截止日前报案的理赔（没有报案日期的按出险日期）。
SELECT
  c.*,
  coalesce(c.reported_on, c.happened_on) AS since,
  -- 没有结案、没有拒赔、不属于保险责任以外的，仍在办理。
  ((c.settled IS NULL OR c.settled_on > :as_of) AND (c.refused_on IS NULL OR c.refused_on > :as_of)
    AND coalesce(c.not_covered, 0) = 0) AS open,
  p.enterprise_id AS enterprise_id
FROM claim c
JOIN policy p ON p.id = c.policy_id
WHERE c.deleted_at IS NULL AND p.deleted_at IS NULL
  AND coalesce(c.reported_on, c.happened_on, '') <= :as_of
  /*scope enterprise p.enterprise_id*/
