-- 两两可能是同一家的企业（在册的）：名称相同、信用代码第9至17位（主体标识码）相同、许可证号相同
-- （登记为应投保对象的许可证本来就不能重号，所以只与企业栏中的许可证号比）；已记为“不是重复”的除外。
SELECT t.id AS id, t.other AS other, t.why AS why
FROM (
  SELECT e.id AS id, x.id AS other, '名称相同' AS why
  FROM enterprise e CROSS JOIN enterprise x ON x.name = e.name
  WHERE x.id <> e.id /*scope enterprise e.id*/
  UNION ALL
  SELECT e.id, x.id, '信用代码中的主体标识码相同'
  FROM enterprise e CROSS JOIN enterprise x ON substr(x.credit_code, 9, 9) = substr(e.credit_code, 9, 9)
  WHERE x.id <> e.id AND length(e.credit_code) = 18 /*scope enterprise e.id*/
  UNION ALL
  SELECT e.id, x.id, '许可证号相同'
  FROM enterprise e CROSS JOIN enterprise x ON x.permit = e.permit
  WHERE x.id <> e.id /*scope enterprise e.id*/
  UNION ALL
  SELECT o.enterprise_id, x.id, '许可证号相同'
  FROM insured_object o CROSS JOIN enterprise x ON x.permit = o.code
  WHERE o.type = 'licence' AND o.deleted_at IS NULL AND x.id <> o.enterprise_id /*scope enterprise o.enterprise_id*/
  UNION ALL
  SELECT e.id, o.enterprise_id, '许可证号相同'
  FROM enterprise e CROSS JOIN insured_object o ON o.code = e.permit
  WHERE o.type = 'licence' AND o.deleted_at IS NULL AND o.enterprise_id <> e.id /*scope enterprise e.id*/
) t
JOIN enterprise a ON a.id = t.id AND a.deleted_at IS NULL
JOIN enterprise b ON b.id = t.other AND b.deleted_at IS NULL
WHERE NOT EXISTS (
  SELECT 1 FROM duplicate_review r WHERE r.deleted_at IS NULL AND r.verdict = 'different'
    AND r.first_uid = min(a.uid, b.uid) AND r.second_uid = max(a.uid, b.uid))
