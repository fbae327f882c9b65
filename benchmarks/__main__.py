"""Every figure that has a limit, in one table: what was measured, its limit, and the floor or peer of the same run.

python -m benchmarks                # all, some fifteen minutes on two quiet cores
python -m benchmarks --quick        # each once or twice instead of three to seven times
python -m benchmarks --only imports figures

Look at the ratios and at the load in the machine line: beside other work every time is longer, and those of several
threads most. The exit code is 1 when a limit is missed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from table import AS_JSON, Line, machine, table  # noqa: E402 - the scripts of this folder also run by themselves

SCRIPTS = {
    "startup": ["--repeat", "2"],
    "grid": ["--repeat", "1", "--sizes", "1000,1000000"],
    "search": ["--repeat", "1", "--sizes", "100000"],
    "imports": ["--rounds", "1"],
    "history": ["--rounds", "1"],
    "figures": [],
    "duplicates": [],
    "documents": ["--rounds", "1"],
}
"""The scripts, and how each is told to be quick."""


def main() -> int:
    """Run the scripts one after the other and print their lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=SCRIPTS, default=list(SCRIPTS))
    options = parser.parse_args()
    before, lines, failed = machine(), [], []
    for name in options.only:
        print(f"… {name}", file=sys.stderr, flush=True)
        command = [sys.executable, str(HERE / f"{name}.py"), AS_JSON, *(SCRIPTS[name] if options.quick else [])]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
        try:
            lines += [Line(**values) for values in json.loads(done.stdout.splitlines()[-1])]
        except (IndexError, ValueError):
            failed.append(name)
    print(before)
    print(table(lines))
    for name in failed:
        print(f"✗  {name} did not come to an end")
    return int(bool(failed) or not all(line.kept for line in lines))


if __name__ == "__main__":
    sys.exit(main())
