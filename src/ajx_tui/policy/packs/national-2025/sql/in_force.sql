-- 截止日在保的保单：起期 ≤ 截止日 ≤ 止期，且未提前终止。
SELECT p.*
FROM live_policy p
WHERE p.start_on <= :as_of AND p.end_on >= :as_of AND (p.ended_on IS NULL OR p.ended_on > :as_of)
