-- 已登记、未删除的安责险保单；雇主责任险、团意险等不算。
SELECT p.*
FROM policy p
WHERE p.deleted_at IS NULL
  AND (p.product IS NULL OR instr(p.product, '安全生产责任') > 0 OR instr(p.product, '安责') > 0
    OR NOT EXISTS (SELECT 1 FROM list_other_product w WHERE instr(p.product, w.value) > 0))
  /*scope enterprise p.enterprise_id*/
