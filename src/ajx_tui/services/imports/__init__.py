"""Importing spreadsheets: read and recognise, resolve and compare, preview, write.

`plan_files` reads files and says what they are; `settle` recognises one list anew with what people said; `preview`
counts what would happen; `run` does it, one transaction per file, parents before children whatever the order of files.
"""

from ajx_tui.services.imports.options import Options
from ajx_tui.services.imports.plan import FilePlan, ListPlan, plan, plan_files, settle
from ajx_tui.services.imports.run import FileResult, ListResult, preview, run

__all__ = [
    "FilePlan", "FileResult", "ListPlan", "ListResult", "Options", "plan", "plan_files", "preview", "run", "settle",
]  # fmt: skip
