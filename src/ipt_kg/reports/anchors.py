# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What became of anchors, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ipt_kg.anchors import Finding, Status
from ipt_kg.records import Record
from ipt_kg.wording import plural

_NOT_TOLD = (Status.KEPT, Status.NEW, Status.SHIFTED)


def lines(record: Record, findings: Sequence[Finding]) -> Iterator[tuple[Status, str]]:
    """Yield a line for each anchor that somebody should look at, with its status."""
    for index, finding in enumerate(findings):
        if finding.status not in _NOT_TOLD:
            path = f"claims[{index}].anchor"
            place = f"{record.source.file}:{record.source.line(path)}"
            yield finding.status, f"{place}: {finding.status}: {finding.message} @ {path} [{finding.claim}]"


def summary(findings: Sequence[Finding]) -> str:
    """Count them: `78 anchors: 76 kept, 1 moved, 1 lost`."""
    counts = Counter(finding.status for finding in findings)
    told = ", ".join(f"{counts[status]} {status}" for status in Status if counts[status])
    return f"{plural(len(findings), 'anchor')}: {told}"
