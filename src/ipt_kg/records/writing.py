# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The model to records: YAML for one record, JSON for a line of many. What is read back is the same record."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec

from ipt_kg.diagnostics import Diagnostic
from ipt_kg.model import Article, ReportedNumber, Study
from ipt_kg.records.decode import decode
from ipt_kg.records.parsed import Faults
from ipt_kg.records.source import SourceMap

_WIDTH = 110


def to_yaml(record: Study | Article) -> str:
    """Write a record as YAML, with numbers as they were printed."""
    import yaml

    return yaml.dump(_plain(record), Dumper=_dumper(), sort_keys=False, allow_unicode=True, width=_WIDTH)


def to_json_line(record: Study | Article) -> str:
    """Write a record as one line of JSON, in which numbers are text, so that each keeps its zeros."""
    return msgspec.json.encode(_plain(record), enc_hook=str).decode() + "\n"


def faults_of(record: Study | Article, file: str) -> tuple[Diagnostic, ...]:
    """Give what would be wrong with a record when it is read: code can make texts that are too long, say."""
    plain, faults = _plain(record), Faults(file)
    for text in _texts(plain):
        faults.check_text(text, 0, "")
    return (*decode(plain, SourceMap(file, {}))[1], *faults.diagnostics)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _plain(record: Study | Article) -> dict[str, Any]:
    """Give the fields that say something, sets in order, numbers still as numbers."""
    plain: dict[str, Any] = msgspec.to_builtins(
        record, enc_hook=str, builtin_types=(ReportedNumber,), order="deterministic"
    )
    return plain


@cache
def _dumper() -> Any:
    """Give a dumper that writes numbers without quotes, as they were printed."""
    import yaml

    class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
        """Writes what the reader of records reads back."""

        def ignore_aliases(self, _: Any) -> bool:
            """Write a value again where it stands twice: records have no aliases."""
            return True

    def number(dumper: Any, value: ReportedNumber) -> Any:
        if value[0].isdigit() or (value[0] == "-" and value != "-0"):
            kind = "float" if "." in value else "int"
            return dumper.represent_scalar(f"tag:yaml.org,2002:{kind}", str(value))
        return dumper.represent_str(str(value))

    Dumper.add_representer(ReportedNumber, number)
    return Dumper
