# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Measure this package against the same job by hand, and write RESULTS.md and RESULTS.json beside this file.

`--quick` takes a small sample, writes nothing, and fails where a goal is missed by half.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

import rdflib

import generate
import ours
import peer
import same

HERE: Final = Path(__file__).parent
ONE: Final = HERE.parent / "evidence/studies/cuijpers-2011-ipt-depression.yaml"
PACKAGES: Final = ("ipt-kg", "msgspec", "shacl", "pyoxigraph", "pyyaml", "rdflib", "pyshacl")


class Size(NamedTuple):
    """How much is measured: records, those of them that the peer makes, repetitions, and records for memory.

    `clock` times what runs in this process: a small sample counts the processor's time, to which it matters less what
    else the machine does.
    """

    records: int
    sample: int
    repeats: int
    starts: int
    memory: tuple[int, int, int]
    clock: Callable[[], float] = time.perf_counter


FULL: Final = Size(records=1_000, sample=10, repeats=5, starts=15, memory=(100, 1_000, 5_000))
QUICK: Final = Size(records=24, sample=1, repeats=3, starts=3, memory=(10, 30, 100), clock=time.process_time)


class Measure(NamedTuple):
    """One comparison. `least` says that the ratio is to reach the goal; otherwise it is to stay below it."""

    name: str
    what: str
    unit: str
    ours: float
    peer: float
    ratio: float
    goal: float
    least: bool = True

    @property
    def met(self) -> bool:
        """Tell whether the goal is met."""
        return self.ratio >= self.goal if self.least else self.ratio <= self.goal

    @property
    def missed_by_far(self) -> bool:
        """Tell whether not even half of the goal is met, which is more than noise."""
        return self.ratio < self.goal / 2 if self.least else self.ratio > self.goal * 2


def median_times(
    repeats: int,
    *jobs: Callable[[], object],
    inner: Sequence[int] = (),
    clock: Callable[[], float] = time.perf_counter,
) -> list[float]:
    """Give the median seconds of each job; they take turns, so that a busy machine is busy for all of them.

    `inner` says how often each job runs in its turn, of which the median counts.
    """
    taken: list[list[float]] = [[] for _ in jobs]
    for job in jobs:
        job()
    for _ in range(repeats):
        for times, job, count in zip(taken, jobs, inner or [1] * len(jobs), strict=True):
            times.append(statistics.median(_seconds(job, clock) for _ in range(count)))
    return [statistics.median(times) for times in taken]


def _seconds(job: Callable[[], object], clock: Callable[[], float]) -> float:
    begun = clock()
    job()
    return clock() - begun


def one_record(size: Size, folder: Path, shapes: Any) -> list[Measure]:
    """Measure one record in a warm process, from JSON and from YAML."""
    files = {"json": folder / "one.jsonl", "yaml": folder / "one.yaml"}
    files["yaml"].write_bytes(ONE.read_bytes())
    files["json"].write_text(json.dumps(peer.from_yaml(ONE.read_bytes())), encoding="utf-8")
    readers = {"json": peer.from_json, "yaml": peer.from_yaml}

    def by_hand(form: str) -> peer.Made:
        return peer.make([readers[form](files[form].read_bytes())], shapes)

    jobs = [lambda: list(ours.make(files["json"])), lambda: list(ours.make(files["yaml"]))]
    times = median_times(
        size.repeats, *jobs, lambda: by_hand("json"), lambda: by_hand("yaml"), inner=(15, 15, 1, 1), clock=size.clock
    )
    mine, its = [1_000 * t for t in times[:2]], [1_000 * t for t in times[2:]]
    what = f"one record of the evidence, from {{}} in a file to validated triples and JSON-LD; median of {size.repeats}"
    return [
        Measure("one-json", what.format("JSON"), "ms", mine[0], its[0], its[0] / mine[0], 100),
        Measure("one-yaml", what.format("YAML"), "ms", mine[1], its[1], its[1] / mine[1], 60),
    ]


def many_records(size: Size, folder: Path, shapes: Any) -> tuple[Measure, list[str]]:
    """Measure generated records; the peer makes a sample of them, in the faster of two ways."""
    file = write_records(folder, size.records)
    portion = size.records // size.sample
    sample = file.read_bytes().splitlines()[::portion]
    stream = ours.make(file)  # one stream of all; of it, a portion is taken for each record of the peer
    singly = mine = 0.0
    for line in sample:
        singly += _seconds(lambda line=line: peer.make([peer.from_json(line)], shapes), size.clock)  # type: ignore[misc]
        mine += _seconds(lambda: sum(1 for _ in islice(stream, portion)), size.clock)
    whole = _seconds(lambda: peer.make([peer.from_json(line) for line in sample], shapes), size.clock)
    its, each = (1_000 * t for t in (min(singly, whole) / len(sample), mine / size.records))
    way = "record by record" if singly <= whole else "all in one graph"
    what = (
        f"each of {size.records:,} generated records, from JSON Lines; the peer made {len(sample)} of them, {way}, "
        "and its time for each is taken for all"
    )
    notes = [
        f"By hand, {len(sample)} records took {singly / len(sample) * 1_000:.0f} ms each record by record, and "
        f"{whole / len(sample) * 1_000:.0f} ms each in one graph; the faster counts.",
        f"At that rate, {size.records:,} take {its * size.records / 1_000:,.0f} s by hand; ours took {mine:.1f} s.",
    ]
    return Measure("many-json", what, "ms", each, its, its / each, 100), notes


def write_records(folder: Path, count: int) -> Path:
    """Write made-up studies as JSON Lines."""
    file = folder / f"{count}.jsonl"
    with file.open("w", encoding="utf-8") as stream:
        for number in range(count):
            stream.write(json.dumps(generate.study(number), ensure_ascii=False) + "\n")
    return file


def memory(size: Size, folder: Path) -> tuple[Measure, list[str]]:
    """Measure the peak of a fresh process for each number of records."""
    peaks = {}
    for count in size.memory:
        script = [sys.executable, str(HERE / "ours.py"), str(write_records(folder, count))]
        read, peak = subprocess.run(script, capture_output=True, text=True, check=True).stdout.split()
        assert int(read) == count
        peaks[count] = float(peak)
    few, _, most = size.memory
    what = f"peak memory of a process that goes through {most:,} records, against one for {few:,}"
    told = ", ".join(f"{peak:.1f} MB for {count:,}" for count, peak in peaks.items())
    measure = Measure("memory", what, "MB", peaks[most], peaks[few], peaks[most] / peaks[few], 1.1, least=False)
    return measure, [f"Peak memory of ours, each in a fresh process: {told}."]


def start_up(size: Size) -> list[Measure]:
    """Measure whole processes: a bare interpreter, `--help`, and the check of one record."""
    command = str(Path(sys.executable).with_name("ipt-kg"))
    lines = ([sys.executable, "-c", "pass"], [command, "--help"], [command, "check", str(ONE)])
    bare, help_, check = (1_000 * t for t in median_times(size.starts, *(_process(line) for line in lines)))
    what = f"{{}}, a whole process, against a bare interpreter (`python -c pass`); median of {size.starts}"
    return [
        Measure("start-help", what.format("`ipt-kg --help`"), "ms", help_, bare, help_ / bare, 6, least=False),
        Measure("start-check", what.format("`ipt-kg check` of one"), "ms", check, bare, check / bare, 15, least=False),
    ]


def _process(line: list[str]) -> Callable[[], object]:
    """Run a program as a user does: modules were compiled before, when they were installed or first used."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return lambda: subprocess.run(line, capture_output=True, check=True, env=environment)


def measure(size: Size) -> tuple[list[Measure], list[str]]:
    """Measure all; raise where the two sides do not do the same job.

    Raises:
        SystemExit: they do not.
    """
    rdflib.NORMALIZE_LITERALS = False  # the peer's figures stay as they were printed, and it is faster for it
    shapes = peer.shapes()
    with TemporaryDirectory() as name:
        folder = Path(name)
        good = [("nothing", generate.study(number)) for number in range(size.sample // 2)]
        spoiled = islice(same.broken(size.records), 3 if size is QUICK else None)
        if wrong := same.differences([*good, *spoiled], shapes, folder):
            sys.exit("the two sides do not do the same job: " + "; ".join(wrong))
        starts = start_up(size)
        gc.freeze()  # what was loaded before is not looked through again while we measure
        one = one_record(size, folder, shapes)
        many, told = many_records(size, folder, shapes)
        flat, told_of_memory = memory(size, folder)
    return [*one, many, flat, *starts], [*told, *told_of_memory]


def as_json(measures: Iterable[Measure]) -> str:
    """Give `{name: {what, unit, ours, peer, ratio, goal, met}}`."""
    rows = {
        each.name: {
            "what": each.what,
            "unit": each.unit,
            "ours": round(each.ours, 2),
            "peer": round(each.peer, 2),
            "ratio": round(each.ratio, 2),
            "goal": f"{'≥' if each.least else '≤'} {each.goal:g}",
            "met": each.met,
        }
        for each in measures
    }
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def as_markdown(measures: Iterable[Measure], notes: Iterable[str]) -> str:
    """Give a table, and what one must know to read it."""
    lines = [
        "# Results",
        "",
        "Made by `make bench`; [README.md](README.md) says what is compared. Times are of one machine, and drift with",
        "what else it does: the ratios are the result.",
        "",
        "| measure | ours | peer | ratio | goal | met | what |",
        "|---|---|---|---|---|---|---|",
    ]
    for each in measures:
        sign = "≥" if each.least else "≤"
        figures = f"{each.ours:.3g} {each.unit} | {each.peer:.3g} {each.unit} | {each.ratio:.3g} | {sign} {each.goal:g}"
        lines.append(f"| {each.name} | {figures} | {'yes' if each.met else '**no**'} | {each.what} |")
    return "\n".join([*lines, "", *(f"- {note}" for note in [*notes, _machine()])]) + "\n"


def _machine() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = os.getloadavg()[0]
    return f"Python {platform.python_version()}, {os.cpu_count()} processors, load {load:.1f} at the end; {packages}."


def main() -> None:
    """Measure, tell, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a small sample, which fails where a goal is far off")
    quick = parser.parse_args().quick
    measures, notes = measure(QUICK if quick else FULL)
    text = as_markdown(measures, notes)
    print(text)
    if far := [each.name for each in measures if quick and each.missed_by_far]:
        sys.exit(f"far from the goal: {', '.join(far)}")
    if not quick:
        (HERE / "RESULTS.md").write_text(text, encoding="utf-8")
        (HERE / "RESULTS.json").write_text(as_json(measures), encoding="utf-8")


if __name__ == "__main__":
    main()
