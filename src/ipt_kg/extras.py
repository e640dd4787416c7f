# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""What is installed only where it is asked for, and what to say where it is missing."""

from __future__ import annotations

from importlib.util import find_spec

from ipt_kg.errors import IptKgError


def need(module: str, *, extra: str) -> None:
    """Make sure that a module of an optional extra is there.

    Raises:
        IptKgError: it is not; the message says how to install it.

    >>> need("no_such_module", extra="plots")
    Traceback (most recent call last):
    ipt_kg.errors.IptKgError: this needs no_such_module: pip install 'ipt-kg[plots]'
    """
    if find_spec(module) is None:
        raise IptKgError(f"this needs {module}: pip install 'ipt-kg[{extra}]'")
