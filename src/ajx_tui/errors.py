"""The tree of errors a user can meet. Each carries a Chinese title and a Chinese message that says what to do next."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every `ajx` subcommand."""

    OK = 0
    ERROR = 1
    USAGE = 2
    FINDINGS = 3
    REFUSED = 4
    LOCKED = 5
    NEWER_VERSION = 6
    NOT_PERMITTED = 7


class AjxError(Exception):
    """An expected failure, shown to the user as it is.

    `title` names what failed in a few Chinese words; `message` says what is wrong and what to do next.
    """

    exit_code = ExitCode.ERROR

    def __init__(self, title: str, message: str = "") -> None:
        super().__init__(f"{title}：{message}" if message else title)
        self.title = title
        self.message = message


class UsageError(AjxError):
    """The request itself can't be understood: an unknown option, kind or day."""

    exit_code = ExitCode.USAGE


class RefusedError(AjxError):
    """The input was understood and refused; nothing was changed."""

    exit_code = ExitCode.REFUSED


class LockedError(AjxError):
    """Somebody else holds the database or the file."""

    exit_code = ExitCode.LOCKED


class NewerVersionError(AjxError):
    """The database or package was written by a newer program."""

    exit_code = ExitCode.NEWER_VERSION


class NotPermittedError(AjxError):
    """The account's role does not allow it, or the operating system denies access."""

    exit_code = ExitCode.NOT_PERMITTED


class DamagedError(AjxError):
    """The database file, or a backup, is not whole: SQLite can't read it or its records do not hold together."""


class Cancelled(AjxError):
    """The user cancelled a long job; nothing it began is left behind."""

    def __init__(self) -> None:
        super().__init__("已取消", "没有留下任何改动。")
