"""Importing spreadsheets: read and recognise, resolve and compare, preview, write.

`plan` reads files and says what they are; `preview` counts what would happen; `run` does it, one transaction per
file, parents before children whatever the order the files were given in.
"""

from ajx_tui.services.imports.plan import FilePlan, ListPlan, Options, plan
from ajx_tui.services.imports.run import FileResult, ListResult, preview, run

__all__ = ["FilePlan", "FileResult", "ListPlan", "ListResult", "Options", "plan", "preview", "run"]
