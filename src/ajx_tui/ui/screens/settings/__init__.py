"""Room 9: policy packs, rules of the office's own, holidays, backups, the doctor."""
