-- 在保保单已完成的服务少于“约定次数 × 已过保险期的比例”（取整）。
SELECT x.*, x.done AS basis
FROM (
  SELECT
    p.id AS id,
    p.number AS number,
    p.object_id AS object_id,
    e.name AS name,
    p.promised AS promised,
    CAST(p.share * 100 AS INTEGER) AS elapsed,
    CAST(p.promised * p.share AS INTEGER) AS owed,
    (SELECT count(*) FROM visit v WHERE v.policy_id = p.id AND v.visited_on <= :as_of AND v.deleted_at IS NULL) AS done
  FROM (
    SELECT
      f.*,
      (julianday(:as_of) - julianday(f.start_on) + 1) / (julianday(f.end_on) - julianday(f.start_on) + 1) AS share,
      coalesce(f.promised_visits, (
        SELECT sum(t.times) FROM promised_service t WHERE t.policy_id = f.id AND t.deleted_at IS NULL)) AS promised
    FROM in_force f
  ) p
  JOIN enterprise e ON e.id = p.enterprise_id
) x
WHERE x.done < x.owed
