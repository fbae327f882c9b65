"""A home with a small county, and `ajx` run on it in this process."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ajx_tui.cli import run
from ajx_tui.domain.credit_code import check_character
from ajx_tui.domain.records import KINDS
from ajx_tui.services import packs, records
from ajx_tui.services.office import set_up
from ajx_tui.services.session import Session
from ajx_tui.store.database import Store
from ajx_tui.store.records import ids_where

OFFICE = {"name": "示例县应急管理局", "area": "示例县", "level": "county", "city": "示例市", "province": "河南省"}


class Desk:
    """Records made through the services, and subcommands with their exit code and output."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home, self._capsys = home, capsys
        self._numbers: Iterator[int] = count(1)
        with self.store() as store:
            session = Session(store)
            set_up(session, OFFICE)
            packs.seed(session)

    def store(self) -> closing[Store]:
        return closing(Store.open(self.home / "db" / "ajx.db"))

    def add(self, kind: str, **raw: object) -> int:
        with self.store() as store:
            return records.save(Session(store), KINDS[kind], raw).id

    def change(self, kind: str, record_id: int, **raw: object) -> None:
        with self.store() as store:
            records.save(Session(store), KINDS[kind], raw, record_id)

    def firm(self, name: str, sector: str = "金属冶炼", **raw: object) -> int:
        body = f"91410100MA{next(self._numbers):07d}"
        with self.store() as store:
            sector_id = ids_where(store, KINDS["sector"], "title", sector)[0]
        code = body + check_character(body)
        return self.add("enterprise", **{"name": name, "credit_code": code, "sector_id": sector_id, **raw})

    def __call__(self, line: str) -> tuple[int, str]:
        """Run one command line; returns its exit code and everything it printed."""
        self._capsys.readouterr()
        code = run([*shlex.split(line), "--home", str(self.home)])
        told = self._capsys.readouterr()
        return code, told.out + told.err

    def json(self, line: str) -> Any:
        return json.loads(self(f"{line} --json")[1])
