-- 截止日前报案的理赔（没有报案日期的按出险日期）。
SELECT c.*, coalesce(c.reported_on, c.happened_on) AS since, p.enterprise_id AS enterprise_id
FROM claim c
JOIN policy p ON p.id = c.policy_id
WHERE c.deleted_at IS NULL AND p.deleted_at IS NULL
  AND coalesce(c.reported_on, c.happened_on, '') <= :as_of
  /*scope enterprise p.enterprise_id*/
