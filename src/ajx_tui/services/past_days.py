"""The county as it stood at the end of a past day: rebuilt from the history as a read-only database of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from ajx_tui.errors import AjxError, RefusedError
from ajx_tui.progress import Job, Progress
from ajx_tui.store import replay
from ajx_tui.store.database import Store


class PastStore(Store):
    """The county as it stood at the end of a past day: a read-only database of its own, gone when it is closed."""

    def __init__(self, path: Path, day: date) -> None:
        super().__init__(path, None, f"这是 {day.isoformat()} 当天结束时的数据，只能查看。")
        self.day = day

    def close(self) -> None:
        """Close and delete the temporary database."""
        import shutil

        super().close()
        shutil.rmtree(self.path.parent, ignore_errors=True)


def rebuild_job(store: Store, day: date) -> Job[PastStore]:
    """Rebuild the county as it stood at the end of `day`; the caller closes the result, which deletes it.

    Every record, setting and search word is what the history says it was; accounts and drafts are left out. Raises
    RefusedError for a day before the first entry, AjxError when the disk is full.
    """
    import shutil
    import tempfile

    from ajx_tui.store.connection import connect

    boundary = replay.last_entry_of(store.conn, day.isoformat())
    if boundary is None:
        raise RefusedError("那时还没有数据", f"{day.isoformat()} 之前没有任何登记。")
    yield Progress(0, 3, "复制数据")
    folder = Path(tempfile.mkdtemp(prefix="ajx-past-"))
    try:
        target = folder / "ajx.db"
        copy = connect(target)
        try:
            copy.execute("PRAGMA synchronous = OFF")
            store.conn.backup(copy)
            yield Progress(1, 3, f"退回到 {day.isoformat()}")
            replay.roll_back(copy, boundary)
        finally:
            copy.close()
        yield Progress(3, 3, "完成")
        return PastStore(target, day)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)
        import sqlite3

        if isinstance(error, sqlite3.Error):
            raise AjxError("不能重现过去的数据", f"临时数据写不下或读不出：{error}") from error
        raise


def store_as_of(store: Store, day: date) -> PastStore:
    """`rebuild_job` run to its end."""
    from ajx_tui.progress import run

    return run(rebuild_job(store, day))


@contextmanager
def as_of(store: Store, day: date) -> Iterator[PastStore]:
    """The county at the end of a past day, for as long as the block lasts."""
    made = store_as_of(store, day)
    try:
        yield made
    finally:
        made.close()
