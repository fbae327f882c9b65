"""Lists of records: filters, statistics, likely duplicates, the recycle bin."""
