"""ajx_tui: an offline desktop tool for work-safety liability insurance (安全生产责任保险) in county offices."""

__version__ = "0.1.0"
