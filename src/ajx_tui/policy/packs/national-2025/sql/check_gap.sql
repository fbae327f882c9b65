-- 同一对象前后两份保单之间有空档的后一份保单；只看回查期内起保的。提前终止的保障到终止日前一天为止。
SELECT
  p.id AS id,
  p.number AS number,
  p.start_on AS start_on,
  p.object_id AS object_id,
  coalesce(o.name, o.code, e.name) AS name,
  p.before AS until,
  CAST(julianday(p.start_on) - julianday(p.before) AS INTEGER) - 1 AS days,
  p.before AS basis
FROM (
  SELECT
    n.*,
    (SELECT max(CASE WHEN q.ended_on <= q.end_on THEN date(q.ended_on, '-1 day') ELSE q.end_on END)
     FROM policy q WHERE q.object_id = n.object_id AND q.start_on < n.start_on AND q.deleted_at IS NULL) AS before
  FROM live_policy n
  WHERE n.start_on <= :as_of AND n.start_on > date(:as_of, '-' || :gap_lookback_days || ' days')
) p
JOIN insured_object o ON o.id = p.object_id
JOIN enterprise e ON e.id = p.enterprise_id
WHERE p.before < date(p.start_on, '-1 day')
