"""Entry point of `ajx`: decides between version, a subcommand and the program before anything heavy is imported."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `ajx` and leave with its exit code."""
    if sys.argv[1:] == ["--version"]:
        from ajx_tui import __version__

        print(f"ajx {__version__}")
        return
    from ajx_tui import start

    asked = start.without_subcommand(sys.argv[1:])
    if asked is not None and start.at_terminal():
        sys.exit(start.run(asked))
    from ajx_tui.cli import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
