"""What is decided for one export: number, day, signer, format, one file or many, file name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from ajx_tui.domain.quantities import read_day
from ajx_tui.domain.text import clean_code, clean_name
from ajx_tui.services import documents
from ajx_tui.ui.widgets.cells import display
from ajx_tui.ui.widgets.choice_field import ChoiceStrip

SIGNER_LONGEST = 20


class ExportSettings(Vertical):
    """The lines above the preview."""

    DEFAULT_CSS = """
    ExportSettings { height: auto; }
    ExportSettings .line { height: 1; width: 1fr; }
    ExportSettings .line > Static { width: 9; padding-left: 1; color: $text-muted; }
    ExportSettings #number { width: 8; }
    ExportSettings .line > #next { width: 11; padding-left: 1; }
    ExportSettings #day { width: 14; }
    ExportSettings #signer { width: 14; }
    """

    @dataclass
    class Changed(Message):
        """Number, day or signer were changed, so that the pages look different."""

    def __init__(self) -> None:
        super().__init__(id="settings")
        self._entry = next(iter(documents.CATALOGUE.values()))
        self._given_name = ""

    def compose(self) -> ComposeResult:
        """One line each."""
        with Horizontal(classes="line"):
            yield Static("发文号", markup=False)
            yield Input(id="number", placeholder="手写", max_length=6)
            yield Static("", id="next", markup=False)
            yield Static("成文日期", markup=False)
            yield Input(id="day", placeholder="同截止日", max_length=14)
        with Horizontal(classes="line", id="signer-line"):
            yield Static("签发人", markup=False)
            yield Input(id="signer", placeholder="手签", max_length=SIGNER_LONGEST)
        with Horizontal(classes="line"):
            yield Static("格式", markup=False)
            yield ChoiceStrip(tuple(documents.FORMATS.items()), "pdf", clearable=False)
        with Horizontal(classes="line", id="split-line"):
            yield Static("份数", markup=False)
            yield ChoiceStrip(((False, "合成一个文件"), (True, "每家一个文件")), False, clearable=False)
        with Horizontal(classes="line"):
            yield Static("文件名", markup=False)
            yield Input(id="file")

    # ----- what is decided

    @property
    def suffix(self) -> str:
        """The chosen format."""
        return str(self.query(ChoiceStrip).first().value or "pdf")

    @property
    def apart(self) -> bool:
        """Whether each enterprise gets a file of its own; as a spreadsheet there is one list of them."""
        return self._many and bool(self.query(ChoiceStrip).last().value)

    @property
    def _many(self) -> bool:
        return bool(self._entry.number_of) and self.suffix != documents.XLSX

    def paper(self) -> documents.Paper | None:
        """Number, day and signer as given, None while one of them can't be read."""
        number = clean_code(self.query_one("#number", Input).value)
        day = clean_code(self.query_one("#day", Input).value)
        read: date | None = read_day(day) if day else None
        if (day and read is None) or (number and not (number.isdecimal() and int(number) > 0)):
            return None
        signer = clean_name(self.query_one("#signer", Input).value) if self._entry.upward else ""
        return documents.Paper(number=int(number) if number else None, date=read, signer=signer)

    def target(self, folder: Path) -> Path:
        """Where the file or folder goes: into `folder` unless a whole path was given."""
        given = Path(self.query_one("#file", Input).value.strip() or self._given_name).expanduser()
        path = given if given.is_absolute() else folder / given
        if self.apart:
            return path
        return path if path.suffix.lower() == f".{self.suffix}" else path.with_name(f"{path.name}.{self.suffix}")

    # ----- following the document

    def follow(self, entry: documents.Entry) -> None:
        """Show the settings of another document."""
        self._entry = entry
        self.query_one("#split-line").display = self._many
        self.query_one("#signer-line").display = entry.upward

    def propose_name(self, stem: str) -> None:
        """Propose a file name until the user has written one."""
        field = self.query_one("#file", Input)
        if field.value == self._given_name:
            self._given_name = stem if self.apart else f"{stem}.{self.suffix}"
            field.value = self._given_name

    def tell_next(self, number: int | None) -> None:
        """Tell the next free number; None where the document carries none."""
        text = f"下一号{number}" if number is not None else ""
        self.query_one("#next", Static).update(Content(display(text)))

    @on(ChoiceStrip.Changed)
    def _format_changed(self) -> None:
        """A written name keeps its words and follows the format; the screen proposes anew where none was written."""
        self.query_one("#split-line").display = self._many
        field = self.query_one("#file", Input)
        if field.value != self._given_name and field.value and not self.apart:
            field.value = str(Path(field.value).with_suffix(f".{self.suffix}"))

    @on(Input.Changed, "#number")
    @on(Input.Changed, "#day")
    @on(Input.Changed, "#signer")
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Changed())
