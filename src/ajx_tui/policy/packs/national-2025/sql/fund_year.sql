-- 各保险机构本年（截止日所在年）的预防费用和实收保费；费用取提取与支出中较大的一个。
SELECT
  i.id AS id,
  i.name AS name,
  max(
    coalesce((SELECT sum(f.amount) FROM fund_entry f WHERE f.insurer_id = i.id AND f.deleted_at IS NULL
      AND f.entry = 'spent' AND f.occurred_on BETWEEN substr(:as_of, 1, 4) || '-01-01' AND :as_of), 0),
    coalesce((SELECT sum(f.amount) FROM fund_entry f WHERE f.insurer_id = i.id AND f.deleted_at IS NULL
      AND f.entry = 'drawn' AND f.occurred_on BETWEEN substr(:as_of, 1, 4) || '-01-01' AND :as_of), 0)) AS used,
  coalesce((SELECT sum(p.premium_received) FROM policy p WHERE p.insurer_id = i.id AND p.deleted_at IS NULL
    AND p.start_on BETWEEN substr(:as_of, 1, 4) || '-01-01' AND :as_of), 0) AS received
FROM insurer i
WHERE i.deleted_at IS NULL /*scope insurer i.id*/
