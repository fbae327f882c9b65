-- 与另一家可能是同一家的企业，各说一次；有几家相像的，说最早登记的那家。
SELECT
  e.id AS id,
  e.name AS name,
  coalesce(e.township, '未填乡镇') AS township,
  x.name AS other,
  coalesce(x.township, '未填乡镇') AS place,
  t.why AS why,
  t.why || x.uid AS basis
FROM twin t
JOIN enterprise e ON e.id = t.id
JOIN enterprise x ON x.id = t.other
ORDER BY t.id, t.other
