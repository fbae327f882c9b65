"""Chinese official wording: templates whose fields are live numbers, dates, areas, owners.

A template is text with fields in braces: a figure of the county (`{due}`), the sum of its amounts
(`{limit_in_force.amount|wan}`), a rate (`{coverage}`), or a word (`{whole}`, `{as_of}`). Values are never read as
templates again, so a name such as `{due}` in a record prints as it stands. Every number keeps the id of its evidence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

from ajx_tui.documents.blocks import Block, Figure, NumberFormat, Paragraph, Ratio, Run
from ajx_tui.documents.numbers import chinese_date, format_cell
from ajx_tui.documents.texts.facts import RATIOS, Case, Facts, Group, Office, Outline, Paper

_FIELD = re.compile(r"\{([a-z_.]+)(?:\|([a-z]+))?\}")
STYLES: Mapping[str, NumberFormat] = {
    "": NumberFormat.INTEGER,
    "wan": NumberFormat.WAN,
    "yuan": NumberFormat.YUAN,
}
_LEVELS = {"县": ("县", "县"), "区": ("区", "区"), "市": ("市", "市"), "旗": ("旗", "旗")}
_LOWER = {
    "county": "各乡（镇）人民政府、街道办事处",
    "city": "各县（市、区）安全生产委员会",
    "province": "各省辖市安全生产委员会",
}


def level_word(office: Office) -> str:
    """The word for the area in 全县 and 县应急管理局: 县, 区, 市, 旗, 省; 本地区 gives 本."""
    last = office.area[-1:]
    return last if last in _LEVELS or last == "省" else "县" if office.level == "county" else "市"


def whole(office: Office) -> str:
    """全县, 全区, 全市."""
    return "全" + level_word(office)


def unit(office: Office, department: str) -> str:
    """A department with its level in front: 应急管理局 → 县应急管理局; full names stay."""
    name = department.strip()
    if not name or name.startswith((office.area, level_word(office))) or office.area in name:
        return name
    return level_word(office) + name


def lower_units(office: Office) -> str:
    """Who stands one level below."""
    return _LOWER.get(office.level, _LOWER["county"])


def upper_unit(office: Office) -> str:
    """The committee office one level up that reports go to."""
    upper = {"county": office.city, "city": office.province}.get(office.level, "")
    return f"{upper}安全生产委员会办公室" if upper else "上级安全生产委员会办公室"


def join(names: Iterable[str], most: int = 0, of: str = "") -> str:
    """甲、乙、丙; with `most`, 甲、乙等5个 when there are more (`of` says what they are: 等5个部门)."""
    listed = list(names)
    if most and len(listed) > most:
        return "、".join(listed[:most]) + f"等{len(listed)}个{of}"
    return "、".join(listed)


def day_text(day: dt.date) -> str:
    """2026年10月31日."""
    return chinese_date(day)


def stored_day(text: str) -> str:
    """A stored day as papers write it: 2026-10-31 → 2026年10月31日; anything else as it stands."""
    try:
        return chinese_date(dt.date.fromisoformat(text))
    except ValueError:
        return text


def percent(ratio: Ratio) -> str:
    """A rate as it stands in running text."""
    return format_cell(ratio, NumberFormat.RATE)


def money(fen: int, style: NumberFormat = NumberFormat.WAN) -> str:
    """Fen as 万元 or 元 without useless zeros: 40万元, 496.82万元."""
    text = format_cell(fen, style)
    return text.rstrip("0").rstrip(".") if "." in text else text


def issue_day(facts: Facts, paper: Paper) -> dt.date:
    """成文日期: as decided at export, else the cut-off day."""
    return paper.date or facts.as_of


class Writer:
    """Fills templates with the numbers of one group (the whole county by default) and words, for one paper.

    `outline` is what the paper is made of, `cases` the records it is about. Tables are numbered in the order in which
    their captions are asked for.
    """

    def __init__(
        self,
        facts: Facts,
        group: Group | None = None,
        words: Mapping[str, str] | None = None,
        *,
        paper: Paper | None = None,
        outline: Outline | None = None,
        cases: Sequence[Case] = (),
    ) -> None:
        self.facts, self.group = facts, group or facts.total
        self.paper, self.outline, self.cases = paper or Paper(), outline or Outline(), tuple(cases)
        self.printed: Sequence[Block] = ()
        """What the paper says before its annexes, for the one that tells where its numbers come from."""
        self._tables = 0
        office = facts.office
        self.words: dict[str, str] = {
            "whole": whole(office),
            "level": level_word(office),
            "area": office.area,
            "as_of": day_text(facts.as_of),
            "year": str(facts.as_of.year),
            "lower": lower_units(office),
            "floor": f"{money(facts.floor)}万元" if facts.floor is not None else "规定限额",
            **(words or {}),
        }

    def __call__(self, template: str, **words: str) -> Paragraph:
        """A paragraph of body text."""
        return Paragraph(self.runs(template, **words))

    def runs(self, template: str, **words: str) -> tuple[Run, ...]:
        """A template as runs; numbers carry their evidence. Raises KeyError for a field nobody knows."""
        runs: list[Run] = []
        end = 0
        for match in _FIELD.finditer(template):
            if match.start() > end:
                runs.append(Run(template[end : match.start()]))
            runs.append(self._field(match[1], match[2] or "", words))
            end = match.end()
        if end < len(template):
            runs.append(Run(template[end:]))
        return tuple(runs)

    def text(self, template: str, **words: str) -> str:
        """A template as plain text."""
        return "".join(run.text for run in self.runs(template, **words))

    def _field(self, name: str, style: str, words: Mapping[str, str]) -> Run:
        field = f"{{{name}|{style}}}" if style else f"{{{name}}}"
        if name in words:
            return Run(words[name], field=field)
        if name in self.words:
            return Run(self.words[name], field=field)
        if name in RATIOS:
            return Run(percent(self.group.ratio(name)), evidence=self.group.evidence(name), field=field)
        if name.partition(".")[0] not in FIGURES:
            raise KeyError(name)
        text = format_cell(self.group.value(name), STYLES[style])
        if style == "wan":
            text = money(self.group.value(name))
        return Run(text, evidence=self.group.evidence(name), field=field)

    def value(self, name: str) -> int:
        """A number as it is counted: see `Group.value`."""
        return self.group.value(name)

    def has(self, name: str) -> bool:
        """Whether a number is not zero."""
        return self.group.value(name) > 0

    def table(self) -> str:
        """What the next table is called: 表1."""
        self._tables += 1
        return f"表{self._tables}"

    @property
    def issued(self) -> dt.date:
        """成文日期 of the paper."""
        return issue_day(self.facts, self.paper)


def cell(group: Group, name: str) -> Figure:
    """A number or rate of a group as a table cell with its evidence."""
    value = group.ratio(name) if name in RATIOS else group.value(name)
    return Figure(value, group.evidence(name))


FIGURES = frozenset(
    (
        "enterprises",
        "projects",
        "due",
        "insured",
        "uninsured",
        "headcount_due",
        "covered",
        "headcount_covered",
        "headcount_short",
        "headcount_unknown",
        "below_floor",
        "overlapping",
        "served",
        "policies_registered",
        "policies_in_force",
        "policies_year",
        "premium_received",
        "limit_in_force",
        "ended_early",
        "commission_over",
        "services_promised",
        "services_delivered",
        "visits",
        "visits_confirmed",
        "visits_unconfirmed",
        "hazards",
        "hazards_major",
        "hazards_rectified",
        "hazards_major_rectified",
        "hazards_overdue",
        "claims",
        "claims_settled",
        "claims_prepaid",
        "claims_timed",
        "deaths",
        "injuries",
        "fund_spent",
        "premium_received_year",
    )
)
"""The figures of the policy pack that documents use; `services.documents` asks for exactly these."""
