"""Field types: how one value is normalised, read, explained when wrong, shown, and stored.

A field is declared once, as `Annotated[type, Spec(...)]` on a record model; form, grid, template, header recognition,
error text, export, data dictionary and table definition all read the same `Spec`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ajx_tui.domain.text import clean_code, clean_name, clean_text, compare_key, shorten

Value = str | int | None
"""What a field stores: text (dates as ISO text), integers (counts, fen, basis points, ids, 0/1), or nothing."""

CodeLists = Mapping[str, Sequence[str]]
"""Code list name → permitted titles, as the policy pack and the county's own overlay give them."""

PERSONAL_KINDS = {"name": "姓名", "phone": "电话", "id": "证件号码", "address": "住址"}


class FieldProblem(ValueError):
    """A value can't be read as this field; the message says in Chinese why and what would do."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How the values of one column are to be read.

    `unit` is the unit named in the column's header ('元', '万元', '%', '小数'); empty means the field's own.
    """

    unit: str = ""
    lists: CodeLists = field(default_factory=dict)


PLAIN = Reading()


@dataclass(frozen=True, kw_only=True)
class Spec:
    """What every field declares.

    `personal` tags personal data (个人信息保护法 Art. 51) for masking; `clause` is the rule the field stands on;
    `required` may be a predicate over the other values of the record (given when the field is empty).
    `inherits` names a reference of the same record: while the field is empty, what that record holds under the same
    name is shown, sorted and filtered by.
    """

    title: str
    help: str = ""
    required: bool | Callable[[Mapping[str, Value]], bool] = False
    required_text: str = ""
    synonyms: tuple[str, ...] = ()
    example: str = ""
    unit: str = ""
    personal: str = ""
    clause: str = ""
    group: str = ""
    inherits: str = ""
    width: int = 12
    grid: bool = True
    imported: bool = True
    default: Value = None

    sql_type: ClassVar[str] = "TEXT"
    align: ClassVar[str] = "left"
    type_title: ClassVar[str] = "文本"

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        """The stored value for `raw`; None when it is empty. Raises FieldProblem when it can't be read."""
        raise NotImplementedError

    def show(self, value: Value) -> str:
        """The value as people read it."""
        return "" if value is None else str(value)

    def edit(self, value: Value) -> str:
        """The value as it stands in an input line; `parse` reads it back unchanged."""
        return self.show(value)

    def sql_check(self, column: str) -> str:
        """The CHECK expression for the column, or empty."""
        return f"length({column}) BETWEEN 1 AND {self.max_length}" if self.sql_type == "TEXT" else ""

    @property
    def max_length(self) -> int:
        """Longest text in characters."""
        return 200

    @property
    def summary(self) -> str:
        """How the values of many records are told as one: 'sum', 'mean', or empty where neither says anything."""
        return ""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        """Let pydantic validate the field by this very declaration."""
        from pydantic_core import PydanticCustomError, core_schema

        def read(raw: object) -> Value:
            try:
                return self.parse(raw)
            except FieldProblem as problem:
                raise PydanticCustomError("field", "{text}", {"text": str(problem)}) from problem

        return core_schema.no_info_before_validator_function(read, handler(source))

    def json_extra(self) -> dict[str, Any]:
        """What the JSON schema of the record says beyond type and requiredness."""
        return {"title": self.title, "description": self.help, "examples": [self.example] if self.example else []}


@dataclass(frozen=True, kw_only=True)
class Text(Spec):
    """One line of prose or a name. `name` drops the spaces inside Chinese text; `suggest` names a code list.

    A `category` is a word that many records share (乡镇, 评估机构): lists are grouped and filtered by it.
    """

    length: int = 200
    name: bool = False
    lines: bool = False
    suggest: str = ""
    category: bool = False

    @property
    def max_length(self) -> int:
        return self.length

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        text = clean_name(raw) if self.name else clean_text(raw, lines=self.lines)
        if len(text) > self.length:
            raise FieldProblem(f"{self.title}有{len(text)}个字符，最多{self.length}个")
        return text or None


@dataclass(frozen=True, kw_only=True)
class Code(Spec):
    """A number of a paper or thing: licence, policy, case. Spaces and letter case do not count."""

    length: int = 60
    type_title: ClassVar[str] = "编号"

    @property
    def max_length(self) -> int:
        return self.length

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        text = clean_code(raw)
        if len(text) > self.length:
            raise FieldProblem(f"{self.title}有{len(text)}个字符，最多{self.length}个")
        return text or None


@dataclass(frozen=True, kw_only=True)
class CreditCode(Spec):
    """Unified social credit code (GB 32100-2015), with its check character verified."""

    type_title: ClassVar[str] = "统一社会信用代码"

    @property
    def max_length(self) -> int:
        return 18

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        from ajx_tui.domain.credit_code import explain, is_valid

        code = clean_code(raw)
        if not code or is_valid(code):
            return code or None
        raise FieldProblem(explain(code))


@dataclass(frozen=True, kw_only=True)
class Phone(Spec):
    """Telephone: a mobile number, or area code and number, or several separated by a comma."""

    personal: str = "phone"
    type_title: ClassVar[str] = "电话"

    @property
    def max_length(self) -> int:
        return 60

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        text = clean_text(raw).replace("，", ",").replace("、", ",").replace("/", ",").replace(" ", "")
        if not text:
            return None
        if len(text) > self.max_length or any(not (c.isdigit() or c in "-+(),（）转*") for c in text):
            raise FieldProblem(f"{self.title}“{shorten(text)}”不像电话号码")
        return text


@dataclass(frozen=True, kw_only=True)
class Flag(Spec):
    """Yes or no, stored as 1 or 0; 是/否, √/×, Y/N, 1/0, 有/无 are understood."""

    sql_type: ClassVar[str] = "INTEGER"
    align: ClassVar[str] = "center"
    type_title: ClassVar[str] = "是/否"
    YES: ClassVar[frozenset[str]] = frozenset(
        ["是", "有", "已", "√", "✓", "✔", "y", "yes", "true", "1", "对", "已确认", "已回访", "已完成", "☑"]
    )
    NO: ClassVar[frozenset[str]] = frozenset(
        ["否", "无", "未", "×", "✗", "x", "n", "no", "false", "0", "不", "没有", "未确认", "未回访", "未完成", "☐"]
    )

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        if isinstance(raw, bool):
            return int(raw)
        text = clean_text(raw).casefold()
        if not text:
            return None
        if text in self.YES or text in self.NO:
            return int(text in self.YES)
        raise FieldProblem(f"{self.title}“{shorten(text)}”请填“是”或“否”")

    def show(self, value: Value) -> str:
        return "" if value is None else ("是" if value else "否")

    def sql_check(self, column: str) -> str:
        return f"{column} BETWEEN 0 AND 1"


@dataclass(frozen=True, kw_only=True)
class Choice(Spec):
    """One of a fixed set that the program's own logic knows: stored code → title and spellings."""

    options: Mapping[str, tuple[str, ...]]
    type_title: ClassVar[str] = "选项"

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        text = clean_name(raw)
        if not text:
            return None
        if text in self.options:
            return text
        key = compare_key(text)
        for code, titles in self.options.items():
            if any(key == compare_key(t) for t in titles):
                return code
        allowed = "、".join(t[0] for t in self.options.values())
        raise FieldProblem(f"{self.title}“{shorten(text)}”不在可选范围内（{allowed}）")

    def show(self, value: Value) -> str:
        return "" if value is None else self.options.get(str(value), (str(value),))[0]

    def sql_check(self, column: str) -> str:
        # SQLite sets up the list of an IN anew for every row that is written.
        return " OR ".join(f"{column} = {code!r}" for code in self.options)


@dataclass(frozen=True, kw_only=True)
class Listed(Spec):
    """One or several titles from a code list of the policy pack or the county's own (本级自定) overlay.

    The title itself is stored. `several` allows more than one, kept in list order with '、' between.
    """

    code_list: str
    several: bool = False
    type_title: ClassVar[str] = "代码表选项"

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        text = clean_name(raw)
        if not text:
            return None
        titles = reading.lists.get(self.code_list)
        if titles is None:
            return text
        by_key = {compare_key(t): t for t in titles}
        if (whole := by_key.get(compare_key(text))) is not None:
            return whole
        if self.several and (found := self._split(text, by_key)):
            return "、".join(t for t in titles if t in found)
        raise FieldProblem(f"{self.title}“{shorten(text)}”不在代码表中（{shorten('、'.join(titles), 60)}）")

    def parts(self, text: str, titles: Sequence[str]) -> tuple[str, ...]:
        """The titles that a stored text names; one that the list does not know (any more) stays whole."""
        if not self.several or text in titles:
            return (text,)
        found = self._split(text, {compare_key(t): t for t in titles})
        return tuple(t for t in titles if t in found) or (text,)

    @staticmethod
    def _split(text: str, by_key: Mapping[str, str]) -> set[str]:
        """The titles named in `text`; empty when some part is unknown. Titles may themselves hold separators."""
        rest, found = compare_key(text.replace("+", "")), set()
        for key in sorted(by_key, key=len, reverse=True):
            if key in rest:
                rest = rest.replace(key, "")
                found.add(by_key[key])
        return set() if rest.strip("和及与;；|") else found


@dataclass(frozen=True, slots=True)
class RefKey:
    """One way a file names the record referred to: the target's column and the header words used for it."""

    column: str
    title: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Ref(Spec):
    """A reference to another record. `keys` lists how files name the target, surest first.

    `creates` lets an import add a bare directory entry for a name that is not there yet (shown in the preview).
    """

    target: str
    keys: tuple[RefKey, ...] = ()
    creates: bool = False
    sql_type: ClassVar[str] = "INTEGER"
    type_title: ClassVar[str] = "关联记录"

    def parse(self, raw: object, reading: Reading = PLAIN) -> Value:
        """An id as it is; anything else is read by the service that can look names up."""
        if raw is None or raw == "":
            return None
        if isinstance(raw, int) and not isinstance(raw, bool) and raw > 0:
            return raw
        raise FieldProblem(f"{self.title}“{shorten(clean_text(raw))}”还没有对应的记录")

    def sql_check(self, column: str) -> str:
        return ""
