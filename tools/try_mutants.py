# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Change the formulas one mark at a time with mutmut, and ask the tests each time.

A changed line that the tests let pass must stand in docs/mutation.md with a reason, and none may stand there that
they do not.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
EXPLAINED: Final = ROOT / "docs/mutation.md"


def mutmut(*arguments: str) -> str:
    """Run mutmut, whose progress is for terminals, and give what it prints."""
    command = [str(Path(sys.executable).parent / "mutmut"), *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603


def survivors() -> dict[str, str]:
    """Give the changed line of each mutant that no test noticed."""
    names = re.findall(r"^ *(\S+): (?:survived|no tests|timeout|suspicious)", mutmut("results"), re.MULTILINE)
    return {name: changed(mutmut("show", name)) for name in names}


def changed(difference: str) -> str:
    """Give the first line that a mutant adds."""
    lines = (line[1:].strip() for line in difference.splitlines() if line.startswith("+") and line[:3] != "+++")
    return next(lines, "")


def explained() -> set[str]:
    """Give the changed lines that the document has a reason for: the code of its tables' first column."""
    return set(re.findall(r"^\| `(.+?)` \|", EXPLAINED.read_text("utf-8"), re.MULTILINE))


def main() -> int:
    """Say which survivors have no reason, and which reasons no survivor."""
    print("changing the formulas; this takes a few minutes", flush=True)
    shutil.rmtree(ROOT / "mutants", ignore_errors=True)  # what it remembers of earlier tests
    totals = re.findall(r"(\d+)/\1 +🎉 (\d+)", mutmut("run", "--max-children", "2"))
    alive, reasons = survivors(), explained()
    tried, killed = totals[-1] if totals else ("?", "?")
    print(f"{tried} mutants, {killed} noticed by the tests, {len(alive)} not")
    unexplained = {name: line for name, line in alive.items() if line not in reasons}
    for name, line in unexplained.items():
        print(f"no reason in {EXPLAINED.name}: {name}\n    {line}")
    for line in sorted(reasons - set(alive.values())):
        print(f"the tests notice this by now; take it out of {EXPLAINED.name}:\n    {line}")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
