-- 登记的全部保单，amount 为保费。
SELECT
  w.id AS id,
  w.sector_id AS sector_id,
  w.township AS township,
  w.department_id AS department_id,
  w.insurer_id AS insurer_id,
  p.premium AS amount,
  p.start_on AS start_on,
  p.end_on AS end_on,
  p.ended_on AS ended_on,
  p.commission AS commission,
  p.premium_received AS premium_received,
  p.limit_total AS limit_total,
  (p.start_on <= :as_of AND p.end_on >= :as_of AND (p.ended_on IS NULL OR p.ended_on > :as_of)) AS in_force,
  coalesce(p.promised_visits, (
    SELECT sum(t.times) FROM promised_service t WHERE t.policy_id = p.id AND t.deleted_at IS NULL)) AS promised
FROM live_policy p
JOIN place_policy w ON w.id = p.id
