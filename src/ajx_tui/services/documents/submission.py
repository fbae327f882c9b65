"""Sending a document to review: what is submitted is a written version, and from then on exactly its bytes."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from ajx_tui.documents.texts.facts import Paper
from ajx_tui.domain.workflow import Act, State, role_text, step
from ajx_tui.errors import NotPermittedError, RefusedError
from ajx_tui.progress import Job
from ajx_tui.services import review
from ajx_tui.services.documents.archive import bytes_there, versions
from ajx_tui.services.documents.catalogue import PDF, entry
from ajx_tui.services.documents.drafting import working
from ajx_tui.services.documents.export import draft, export_job
from ajx_tui.services.documents.recording import mend
from ajx_tui.services.review import Review
from ajx_tui.services.session import Session


def submit_job(
    session: Session, name: str, as_of: date, *, paper: Paper | None = None, note: str = "", bundled_only: bool = False
) -> Job[Review]:
    """Write the document as a version and submit it; from then on it can't be edited and exports those very bytes.

    Raises RefusedError with the first of them while serious findings are open, or when it is under review already.
    """
    chosen, wanted = entry(name), step(State.DRAFT, Act.SUBMIT, "document")
    if wanted is not None and not session.roles & wanted.roles:
        raise NotPermittedError("不能送审", f"送审需要{role_text(wanted.roles)}角色。")
    if working(session, name, as_of).locked:
        raise RefusedError("已经送审", "这份文书正在审核或已审核，不能重复送审。")
    serious = [one for one in draft(session, name, as_of, paper=paper).notes if one.serious]
    if serious:
        raise RefusedError("还不能送审", f"检查发现{len(serious)}处应当先处理：{serious[0]}")
    with tempfile.TemporaryDirectory(prefix="ajx-") as folder:
        path = Path(folder) / f"{chosen.title}-{as_of.isoformat()}.{PDF}"
        yield from export_job(session, name, as_of, path, bundled_only=bundled_only, paper=paper, recorded=True)
        present = working(session, name, as_of)
        if present.id is None:
            raise RefusedError("没有送审", "文书没有登记成功，请重试。")
        last = next(one for one in reversed(versions(session, present.id)) if one.format == PDF and not one.apart)
        if not bytes_there(session, last):
            yield from mend(session, last, path)
    if not bytes_there(session, last):
        raise RefusedError("没有送审", "送审版本的文件没有保存下来，请检查磁盘后重试。")
    return review.submit(session, "document", present.id, note=note)
