-- 登记的全部保单，amount 为保费，promised 为约定服务次数（未填时按约定的项目合计）。
SELECT
  p.*,
  p.premium AS amount,
  (p.start_on <= :as_of AND p.end_on >= :as_of AND (p.ended_on IS NULL OR p.ended_on > :as_of)) AS in_force,
  coalesce(p.promised_visits, (
    SELECT sum(t.times) FROM promised_service t WHERE t.policy_id = p.id AND t.deleted_at IS NULL)) AS promised
FROM live_policy p
