"""Accounts and the login log. Loads no record models: the login screen comes before everything else."""

from __future__ import annotations

import hashlib
import sqlite3
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ajx_tui.domain.workflow import Role
from ajx_tui.store.database import Store
from ajx_tui.store.history import chain_end, note_end

if TYPE_CHECKING:
    from ajx_tui.store.unit import Unit

LOGIN_CHAIN = "login_log"


@dataclass(frozen=True, slots=True)
class Account:
    """Who may use the program. `name` is what the history calls the person; it never changes."""

    id: int
    name: str
    roles: frozenset[Role]
    must_change: bool
    disabled_at: str
    created_at: str
    has_recovery: bool

    @property
    def active(self) -> bool:
        """Whether the account may log in."""
        return not self.disabled_at


@dataclass(frozen=True, slots=True)
class LoginEvent:
    """One line of the login log."""

    id: int
    at: str
    name_key: str
    event: str


_COLUMNS = "id, name, roles, must_change, disabled_at, created_at, recovery IS NOT NULL"


def name_key(name: str) -> str:
    """The form in which names are compared: NFKC, no spaces, lower case, cut at 200 characters.

    Whatever is typed at the gate is cut alike, so that no way of writing a name gets round the waiting time.
    """
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()[:200]


def roles_text(roles: frozenset[Role]) -> str:
    """Roles as they are stored, in the order of the enum."""
    return ",".join(role.value for role in Role if role in roles)


def _made(row: tuple[object, ...]) -> Account:
    number, name, roles, must_change, disabled_at, created_at, recovery = row
    known = frozenset(r for r in Role if r.value in str(roles).split(","))
    return Account(
        int(str(number)), str(name), known, bool(must_change), str(disabled_at or ""), str(created_at), bool(recovery)
    )


def everyone(store: Store) -> list[Account]:
    """All accounts by name, disabled ones too."""
    return [_made(row) for row in store.read(f"SELECT {_COLUMNS} FROM account ORDER BY name")]


def by_id(store: Store, account_id: int) -> Account | None:
    """One account as it stands now."""
    rows = store.read(f"SELECT {_COLUMNS} FROM account WHERE id = ?", (account_id,))
    return _made(rows[0]) if rows else None


def by_name(store: Store, name: str) -> Account | None:
    """The account of that name, whatever its width and case."""
    rows = store.read(f"SELECT {_COLUMNS} FROM account WHERE name_key = ?", (name_key(name),))
    return _made(rows[0]) if rows else None


def secrets_of(store: Store, account_id: int) -> tuple[str, str]:
    """(password hash, recovery hash or empty) of an account."""
    rows = store.read("SELECT password, coalesce(recovery, '') FROM account WHERE id = ?", (account_id,))
    return (rows[0][0], rows[0][1]) if rows else ("", "")


def open_mode(store: Store) -> bool:
    """Whether no login is needed: nobody has an account yet, or this is the practice county."""
    rows = store.read(
        "SELECT NOT EXISTS (SELECT 1 FROM account)"
        " OR coalesce((SELECT value FROM setting WHERE name = 'demo') = 'true', 0)"
    )
    return bool(rows[0][0])


def log_event(unit: Unit, name: str, event: str, at: str, ticks: int) -> None:
    """Append one line to the login log and its chain. `ticks`: milliseconds since the PC was started."""
    key = name_key(name)
    count, last = chain_end(unit.conn, LOGIN_CHAIN)
    made = login_hash(last, at, ticks, key, event)
    unit.conn.execute(
        "INSERT INTO login_log (at, ticks, name_key, event, hash) VALUES (?, ?, ?, ?, ?)", (at, ticks, key, event, made)
    )
    note_end(unit.conn, LOGIN_CHAIN, count + 1, made)


def login_hash(previous: bytes, at: str, ticks: int, key: str, event: str) -> bytes:
    """SHA-256 over the hash before and the parts of one line, each led by its length."""
    text = "".join(f"{len(part)}:{part}" for part in (at, str(ticks), key, event))
    return hashlib.sha256(previous + text.encode()).digest()


def failures(store: Store, name: str) -> tuple[int, int]:
    """(tries since the last that succeeded, ticks of the last of them)."""
    key = name_key(name)
    rows = store.read(
        "SELECT ticks FROM login_log WHERE name_key = ? AND event = 'try'"
        " AND id > coalesce((SELECT max(id) FROM login_log WHERE name_key = ? AND event IN ('ok', 'recovered')), 0)"
        " ORDER BY id",
        (key, key),
    )
    return len(rows), rows[-1][0] if rows else 0


def last_line(store: Store) -> tuple[str, int] | None:
    """(time, ticks) of the last line of the login log, whoever it is about; None when there is none."""
    rows = store.read("SELECT at, ticks FROM login_log ORDER BY id DESC LIMIT 1")
    return (rows[0][0], rows[0][1]) if rows else None


def login_log(store: Store, limit: int = 500, name: str = "") -> list[LoginEvent]:
    """The latest lines of the login log, newest first; of one person when `name` is given."""
    key = name_key(name)
    rows = store.read(
        "SELECT id, at, name_key, event FROM login_log WHERE ? = '' OR name_key = ? ORDER BY id DESC LIMIT ?",
        (key, key, limit),
    )
    return [LoginEvent(*row) for row in rows]


def taken(conn: sqlite3.Connection, name: str = "") -> bool:
    """Whether the open transaction sees an account of that name, or any at all when `name` is empty."""
    key = name_key(name)
    return conn.execute("SELECT 1 FROM account WHERE ? IN ('', name_key) LIMIT 1", (key,)).fetchone() is not None


def password_by(conn: sqlite3.Connection, account_id: int) -> tuple[str, int]:
    """(who last gave an account a password that was not its owner, the history entry of it); empty when nobody did."""
    found = conn.execute(
        "SELECT h.actor, h.id FROM history h JOIN account a ON a.id = h.record_id WHERE h.kind = 'account'"
        " AND h.record_id = ? AND h.actor <> a.name AND h.after LIKE '%\"password\":%' ORDER BY h.id DESC LIMIT 1",
        (account_id,),
    ).fetchone()
    return (found[0], found[1]) if found else ("", 0)


def first_of_all(conn: sqlite3.Connection) -> int:
    """The id of the account that was made first, 0 when there is none."""
    return int(conn.execute("SELECT coalesce(min(id), 0) FROM account").fetchone()[0])


def known_names(conn: sqlite3.Connection) -> set[str]:
    """The names of all accounts, disabled ones too, in the form in which they are compared."""
    return {row[0] for row in conn.execute("SELECT name_key FROM account")}


def active_admins(conn: sqlite3.Connection) -> set[int]:
    """Ids of the accounts that can manage accounts, as the open transaction sees them."""
    rows = conn.execute("SELECT id, roles FROM account WHERE disabled_at IS NULL")
    return {number for number, roles in rows if Role.ADMIN.value in roles.split(",")}
