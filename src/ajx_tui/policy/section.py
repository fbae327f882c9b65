"""Reading one table of a pack: every value is checked, every problem is noted with file, line and key."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ajx_tui.policy.clause import CERTAINTIES, Clause, Document, Place
from ajx_tui.policy.lines import Path, line_of
from ajx_tui.policy.model import Problems

MOST_ENTRIES = 2_000
"""Entries of one kind in one file."""
NAME = re.compile(r"^[a-z][a-z0-9_]{1,59}$")


class Section:
    """One table of a TOML file. Readers note a problem and return something harmless, so that reading goes on."""

    def __init__(
        self,
        problems: Problems,
        file: str,
        lines: Mapping[Path, int],
        path: Path,
        data: Mapping[str, Any],
        label: str = "",
    ) -> None:
        self.problems, self.file, self.lines, self.path, self.data = problems, file, lines, path, data
        self.label = label

    def place(self, key: str = "") -> Place:
        """Where a key of this table stands, or the table itself."""
        return Place(self.label + self.file, line_of(self.lines, (*self.path, key) if key else self.path))

    def fail(self, key: str, text: str) -> None:
        """Note a problem with a key."""
        self.problems.add(self.place(key), key, text)

    def tables(self, key: str) -> list[Section]:
        """The entries of an array of tables."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            self.fail(key, f"应写成若干个 [[{key}]] 小节")
            return []
        if len(value) > MOST_ENTRIES:
            self.fail(key, f"有{len(value)}个 [[{key}]]，最多{MOST_ENTRIES}个，请核对文件")
            return []
        return [self._below((*self.path, key, n), v) for n, v in enumerate(value)]

    def _below(self, path: Path, data: Mapping[str, Any]) -> Section:
        return Section(self.problems, self.file, self.lines, path, data, self.label)

    def table(self, key: str) -> Section:
        """A table below this one; empty when it is missing or no table."""
        value = self.data.get(key, {})
        if not isinstance(value, dict):
            self.fail(key, "应是一个小节，请写成 { … } 或 [" + key + "]")
            value = {}
        return self._below((*self.path, key), value)

    def only(self, allowed: Iterable[str]) -> None:
        """Note every key that nobody knows; a slip of the pen must not be silently ignored."""
        known = list(allowed)
        for key in self.data:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                hint = f"，是不是 {near[0]}？" if near else f"；可用的有：{'、'.join(known)}"
                self.fail(key, f"不认识的项{hint}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text; required unless a default is given."""
        value = self.data.get(key)
        if value is None:
            if default is None:
                self.fail(key, f"缺少 {key}，请补上")
            return default or ""
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.fail(key, "应是加引号的非空文字")
            return default or ""
        return value.strip()

    def name(self, key: str = "name") -> str:
        """An identifier: lower-case letters, digits and underlines."""
        value = self.text(key)
        if value and not NAME.match(value):
            self.fail(key, f"“{value}”只能用小写字母、数字和下划线，并以字母开头")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when missing."""
        value = self.data.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            self.fail(key, '应是文字的列表，如 ["甲", "乙"]')
            return ()
        return tuple(v.strip() for v in value)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """true or false."""
        value = self.data.get(key, default)
        if not isinstance(value, bool):
            self.fail(key, "应是 true 或 false（不加引号）")
            return default
        return value

    def choice(self, key: str, options: Sequence[str] | Mapping[str, Any], default: str | None = None) -> str:
        """One of a fixed set."""
        value = self.text(key, default)
        if value not in options and (value or default is None) and key in self.data:
            self.fail(key, f"“{value}”不在可选范围内（{'、'.join(options)}）")
            return default or next(iter(options))
        return value

    def number(self, key: str) -> Decimal | None:
        """A number, or None when missing."""
        value = self.data.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or abs(value) > 1e15:
            self.fail(key, "应是数字（不加引号、不带单位）")
            return None
        return Decimal(str(value))

    def day(self, key: str, default: str) -> str:
        """A day as ISO text; TOML dates and quoted days are both read."""
        value = self.data.get(key)
        if value is None:
            return default
        try:
            return (value if isinstance(value, date) else date.fromisoformat(str(value))).isoformat()[:10]
        except ValueError:
            self.fail(key, f"“{value}”不是日期，请写成 2025-03-29 这样")
            return default

    def clause(self, documents: Mapping[str, Document]) -> Clause:
        """The clause of this entry. Every entry must have one: a rule without a source can't be defended."""
        nowhere = Clause(Document("", ""), "", "O")
        if "clause" not in self.data:
            self.fail("clause", '缺少依据，请补上 clause = { document = "…", article = "第…条", certainty = "V" }')
            return nowhere
        inner = self.table("clause")
        inner.only(("document", "article", "certainty"))
        key = inner.text("document")
        certainty = inner.text("certainty")
        article = inner.text("article", "")
        if certainty and certainty not in CERTAINTIES:
            self.fail("clause", f"certainty“{certainty}”应是 {'、'.join(CERTAINTIES)} 之一")
        if key and key not in documents:
            self.fail("clause", f"文件“{key}”没有在 [documents] 中列出（已列出：{'、'.join(documents)}）")
        if key not in documents or certainty not in CERTAINTIES:
            return nowhere
        return Clause(documents[key], article, certainty)
