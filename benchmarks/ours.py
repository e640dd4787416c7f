# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The job as this package does it: a file of records, each read, made triples, validated and made JSON-LD.

Run with a file, it goes through it and tells how much memory that took: `python ours.py studies.jsonl`.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from pathlib import Path

import ipt_kg
from ipt_kg.compiling import Compiled
from ipt_kg.settings import Settings

SETTINGS = Settings()


def make(file: Path) -> Iterator[Compiled]:
    """Give what becomes of each record, one after the other."""
    return ipt_kg.compile_each(file, settings=SETTINGS)


def peak() -> float:
    """Give the most memory that this process had, in MB.

    Linux counts into `ru_maxrss` what the process had that started this one; its own count in /proc does not.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text(encoding="ascii").splitlines())
        return int(lines["VmHWM"].split()[0]) / 1_000
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1_000)


if __name__ == "__main__":
    count = sum(1 for _ in make(Path(sys.argv[1])))
    print(count, peak())
