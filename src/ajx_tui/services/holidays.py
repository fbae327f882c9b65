"""Which days offices work: the years shipped with the program, and those a county has put in itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from ajx_tui.domain.calendar import Calendar
from ajx_tui.errors import RefusedError
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store

SETTING = "holidays"
_LONGEST = 31
_MOST_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Year:
    """One year that is known: days or spans of days off, weekend days worked, and who put it in."""

    year: int
    off: tuple[str, ...]
    work: tuple[str, ...]
    document: str
    own: bool

    @property
    def days_off(self) -> int:
        """How many days are off, weekends within a holiday included."""
        return len(_days(self.off))

    @property
    def source(self) -> str:
        """Where it came from, in Chinese."""
        return "本单位装入" if self.own else "随程序提供"

    def as_json(self) -> dict[str, Any]:
        """The year as plain values."""
        return {"year": self.year, "off": self.off, "work": self.work, "document": self.document, "own": self.own}


def years(store: Store) -> list[Year]:
    """The years that are known, earliest first; one that the county put in replaces the shipped one."""
    added = {int(year): entry for year, entry in store.setting(SETTING, {}).items()}
    return [
        Year(year, tuple(entry["off"]), tuple(entry["work"]), str(entry.get("document", "")), year in added)
        for year, entry in sorted({**_shipped(), **added}.items())
    ]


def edge_text(store: Store, day: date) -> str:
    """Up to which year working days are known on a day, and what to do about the next one."""
    known = {year.year for year in years(store)}
    last = day.year
    while last in known:
        last += 1
    if last == day.year:
        return f"{last}年的节假日安排没有录入，按工作日计算的期限以周一至周五推算。"
    return f"节假日安排录入到{last - 1}年底；{last}年的公布后请装入，此前按周一至周五推算。"


def calendar(store: Store) -> Calendar:
    """The working days known here; a year the county put in replaces the shipped one."""
    known = years(store)
    off = frozenset(d for year in known for d in _days(year.off))
    work = frozenset(d for year in known for d in _days(year.work))
    return Calendar(off, work, frozenset(year.year for year in known))


@lru_cache(maxsize=1)
def _shipped() -> Mapping[int, dict[str, Any]]:
    import tomllib

    text = (files("ajx_tui") / "policy" / "holidays.toml").read_text(encoding="utf-8")
    return {entry["year"]: entry for entry in tomllib.loads(text)["year"]}


def install(session: Session, path: Path) -> tuple[int, ...]:
    """Take the years of a holiday file into this database and return them. Raises RefusedError for any other file."""
    import tomllib

    title = f"没有装入{path.name}"
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise RefusedError(title, "文件过大，不像是节假日安排。")
        read = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise RefusedError(title, f"打不开：{error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise RefusedError(title, "不是 UTF-8 文字，请用 UTF-8 编码另存。") from error
    except tomllib.TOMLDecodeError as error:
        raise RefusedError(title, f"格式有误：{error}") from error
    entries = read.get("year")
    if not isinstance(entries, list) or not entries:
        raise RefusedError(title, "里面没有 [[year]]，不是节假日安排。")
    checked = dict(_checked(entry, number, title) for number, entry in enumerate(entries, 1))
    with session.unit("装入节假日安排") as unit:
        unit.set_setting(SETTING, {**session.store.setting(SETTING, {}), **checked})
    return tuple(sorted(map(int, checked)))


def _checked(entry: object, number: int, title: str) -> tuple[str, dict[str, Any]]:
    """One year of a file. Raises RefusedError saying which of its values is wrong."""
    where = f"第{number}个 [[year]]"
    if not isinstance(entry, dict) or not isinstance(entry.get("year"), int) or not 2000 <= entry["year"] <= 2199:
        raise RefusedError(title, f"{where}没有写明年份（year = 2027）。")
    year, kept = entry["year"], {}
    for key in ("off", "work"):
        value = entry.get(key)
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise RefusedError(title, f'{where}的 {key} 应是日期列表，如 ["{year}-01-01..{year}-01-03"]。')
        try:
            days = _days(value)
        except ValueError as error:
            raise RefusedError(title, f"{where}的 {key}：{error}") from error
        wrong = [d for d in days if d.year != year]
        if wrong:
            raise RefusedError(title, f"{where}的 {key} 里有不属于{year}年的日期 {wrong[0]}。")
        if key == "work" and (weekdays := [d for d in days if d.weekday() < 5]):
            raise RefusedError(title, f"{where}的 work 里 {weekdays[0]} 不是周末，不需要写明上班。")
        kept[key] = value
    return str(year), {"year": year, "document": str(entry.get("document", "")), **kept}


def _days(spans: Sequence[str]) -> list[date]:
    """The days of '2026-10-01..2026-10-07' spans. Raises ValueError for what is no span of at most a month."""
    found: list[date] = []
    for span in spans:
        first_text, _, last_text = span.partition("..")
        try:
            first = date.fromisoformat(first_text.strip())
            last = date.fromisoformat(last_text.strip()) if last_text else first
        except ValueError as error:
            raise ValueError(f"“{span}”不是日期") from error
        if not 0 <= (last - first).days < _LONGEST:
            raise ValueError(f"“{span}”的起止日期不对")
        found += [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return found
