"""What an export layout is: what is exported for whom, in which columns, with how much of personal data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from ajx_tui.domain.fields import Ref, Spec
from ajx_tui.domain.masking import PROFILE_TITLES, Profile, stricter
from ajx_tui.domain.record import Kind
from ajx_tui.domain.records import KINDS

LABEL = "本级自定"
"""No official data-exchange layout was found (domain §5): every layout says that it is the county's own."""


class Party(StrEnum):
    """Whom a list is for."""

    OFFICE = "office"
    DEPARTMENT = "department"
    INSURER = "insurer"
    BODY = "body"
    UPPER = "upper"
    REGULATOR = "regulator"
    PUBLIC = "public"


PARTY_TITLES: Mapping[Party, str] = MappingProxyType(
    {
        Party.OFFICE: "本单位",
        Party.DEPARTMENT: "部门",
        Party.INSURER: "保险机构",
        Party.BODY: "服务机构",
        Party.UPPER: "市级上报",
        Party.REGULATOR: "金融监管部门",
        Party.PUBLIC: "公示",
    }
)
LOOSEST: Mapping[Party, Profile] = MappingProxyType(
    {
        Party.OFFICE: Profile.INTERNAL,
        Party.DEPARTMENT: Profile.INTERNAL,
        Party.INSURER: Profile.REPORT,
        Party.BODY: Profile.REPORT,
        Party.UPPER: Profile.REPORT,
        Party.REGULATOR: Profile.REPORT,
        Party.PUBLIC: Profile.PUBLIC,
    }
)
"""Party → the least that must be masked (个人信息保护法 Art. 6: no more than the purpose needs)."""


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """One column: ways through references to a field, the first that leads to a value counts; or a figure (是/否).

    `own_name` marks the registered name of a firm or office: it may hold its owner's name and is public all the same.
    """

    title: str
    paths: tuple[tuple[str, ...], ...]
    spec: Spec | None
    figure: str = ""
    own_name: bool = False

    @property
    def path(self) -> str:
        """The ways as a layout file writes them."""
        return " | ".join(".".join(path) for path in self.paths)


@dataclass(frozen=True, slots=True)
class Layout:
    """One layout. `figure` limits the rows to the records behind it, `day` to those whose day of that field is not
    after the cut-off day; `by` is where a recipient stands in them. `base` is the version of the shipped layout that a
    county's copy was made from.
    """

    id: str
    title: str
    party: Party
    recipient: str
    version: str
    kind: Kind
    profile: Profile
    columns: tuple[LayoutColumn, ...]
    figure: str = ""
    day: str = ""
    by: tuple[str, ...] = ()
    base: str = ""

    def masking(self, wanted: Profile | None = None) -> Profile:
        """The profile an export uses: never looser than the layout's, nor than its party allows."""
        own = stricter(self.profile, LOOSEST[self.party])
        return stricter(own, wanted or own)

    def as_json(self) -> dict[str, object]:
        """The layout as plain values."""
        return {
            "id": self.id, "title": self.title, "party": self.party, "recipient": self.recipient, "label": LABEL,
            "version": self.version, "base": self.base, "kind": self.kind.name, "profile": self.profile,
            "profile_title": PROFILE_TITLES[self.profile], "figure": self.figure, "day": self.day,
            "by": ".".join(self.by),
            "columns": [{"title": c.title, "path": c.path, "figure": c.figure} for c in self.columns],
        }  # fmt: skip


BY_DEPARTMENT = ("department",)
"""Takes a layout apart by the department on record for an enterprise, else by those that lead its sector."""
WHOLE = "all-"
"""How the ids of the layouts begin that every kind has without a file."""


def target(kind: Kind, steps: tuple[str, ...]) -> Kind:
    """The kind that references lead to."""
    for step in steps:
        kind = KINDS[kind.refs[step].target]
    return kind


def column(kind: Kind, paths: tuple[tuple[str, ...], ...], title: str = "") -> LayoutColumn:
    """The column of these ways through references; its title is the field's unless another is given."""
    *way, name = paths[0]
    owner = target(kind, tuple(way))
    spec = owner.fields[name]
    own_name = name == "name" and any("name" in key for key in owner.keys)
    return LayoutColumn(title or spec.title, paths, spec, own_name=own_name)


def whole(kind: Kind) -> Layout:
    """All fields of a kind unmasked, for the office's own use."""
    columns = tuple(column(kind, ((name,),)) for name in kind.fields)
    title = f"{kind.title}清单（全部栏目）"
    return Layout(f"{WHOLE}{kind.name}", title, Party.OFFICE, "本单位", "1", kind, Profile.INTERNAL, columns)


def source_text(kind: Kind, one: LayoutColumn) -> str:
    """Where a column comes from, in the titles of the fields: 保单 › 投保单位 › 企业名称."""
    if one.figure:
        return f"是否在指标 {one.figure} 之内"
    ways = []
    for path in one.paths:
        titles = [target(kind, path[:n]).fields[name].title for n, name in enumerate(path)]
        ways.append(" › ".join(titles))
    return "，空时取 ".join(ways)


def refers(spec: Spec) -> bool:
    """Whether a field leads on to another record."""
    return isinstance(spec, Ref)
