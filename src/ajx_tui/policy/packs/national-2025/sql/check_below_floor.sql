-- 在保保单的每人责任限额低于其起期时的下限；同一对象有几份的只列限额最低的一份。
SELECT
  p.id AS id,
  p.number AS number,
  p.object_id AS object_id,
  d.name AS name,
  p.limit_person AS "limit",
  f.value AS floor,
  p.limit_person AS basis
FROM in_force p
JOIN dated_floor_per_person f ON p.start_on BETWEEN f.valid_from AND f.valid_until
JOIN due_object d ON d.id = p.object_id
WHERE +p.limit_person < f.value
  AND NOT EXISTS (
    SELECT 1 FROM in_force q WHERE q.object_id = p.object_id AND q.id <> p.id
      AND (q.limit_person < p.limit_person OR (q.limit_person = p.limit_person AND q.id < p.id)))
