"""Handing lists over to parties: layouts, their columns, the log of what was handed to whom."""
