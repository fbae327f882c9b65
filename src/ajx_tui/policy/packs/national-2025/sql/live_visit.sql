-- 截止日前（含当日）的服务记录，附保单和企业。
SELECT v.*, p.enterprise_id AS enterprise_id, p.object_id AS object_id, p.number AS policy_number
FROM visit v
JOIN policy p ON p.id = v.policy_id
WHERE +v.deleted_at IS NULL AND p.deleted_at IS NULL AND +v.visited_on <= :as_of
  /*scope enterprise p.enterprise_id*/
