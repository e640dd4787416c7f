# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""The registers, asked over HTTP: not too often, again where they are busy, and within limits of time and size."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin, urlsplit

import requests
from urllib3 import HTTPResponse

from ipt_kg.citations.registers import REGISTERS, Register, parsed
from ipt_kg.citations.work import Query, Work
from ipt_kg.errors import IptKgError
from ipt_kg.extras import need
from ipt_kg.version import __version__
from ipt_kg.web import NoCredentials, Patience, Punctual, reason, whole

if TYPE_CHECKING:
    from ipt_kg.model import Citation

MAILTO: Final = "IPT_KG_MAILTO"
_MOST_BYTES: Final = 5_000_000
_CONNECT_SECONDS: Final = 10
_KEPT_SECONDS: Final = 24 * 3600
_MOST_REDIRECTS: Final = 5
_OK: Final = 200
_NOT_FOUND: Final = 404


_OF_ASKER: Final = {name for each in REGISTERS for name in (each.key_parameter, each.mail_parameter)}


class NoAnswerError(IptKgError):
    """A register cannot be reached, or does not answer as it should."""


class Client:
    """Asks registers; answers are kept for a day in `cache`, a file, where one is given.

    An answer may take so many `seconds`; all of an asking, with redirects, waits and what is tried again, `in_all`.
    """

    def __init__(
        self,
        environ: Mapping[str, str],
        *,
        cache: Path | None = None,
        retries: int = 4,
        seconds: float = 30.0,
        in_all: float = 180.0,
    ) -> None:
        need("requests_cache", extra="link")
        need("defusedxml", extra="link")
        from requests_cache import CachedSession

        self._environ = environ
        self._mail = environ.get(MAILTO, "")
        self._in_all = in_all
        self._session: requests.Session = (
            CachedSession(
                str(cache),
                backend="sqlite",
                expire_after=_KEPT_SECONDS,
                allowable_codes=(_OK, _NOT_FOUND),
                ignored_parameters=sorted(_OF_ASKER),  # nor do they stand in the file
            )
            if cache
            else requests.Session()
        )
        self._session.auth = NoCredentials()
        contact = f" (mailto:{self._mail})" if self._mail else ""
        self._session.headers["User-Agent"] = f"ipt-kg/{__version__}{contact}"
        self._adapter = _Careful(retries, seconds)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, self._adapter)

    def ask(self, register: Register, citation: Citation) -> tuple[str, Work | None] | None:
        """Look a citation up, and give the address and what the register says: None for what it does not know.

        Where the citation has nothing by which the register knows works, there is no answer at all.

        Raises:
            NoAnswerError: there is no answer, or none that can be read.
        """
        query = register.look_up(citation)
        if query is None:
            return None
        address, works = self._works(register, query)
        return address, works[0] if works else None

    def search(self, register: Register, citation: Citation, doi: str | None) -> tuple[str, tuple[Work, ...]] | None:
        """Search for works that may be the one that is cited, and give the address and what was found.

        `doi` is one that may be its own.

        Where there is nothing to search for or by, there is no answer at all.

        Raises:
            NoAnswerError: there is no answer, or none that can be read.
        """
        query = register.search(citation, doi)
        return self._works(register, query) if query else None

    def _works(self, register: Register, query: Query) -> tuple[str, tuple[Work, ...]]:
        """Ask, and ask on where an answer says of what; the address is the first one, without who asks."""
        start = self._environ.get(f"IPT_KG_{register.name.upper()}", register.start)
        self._adapter.pause[urlsplit(start).netloc] = 1 / register.per_second
        self._adapter.until = time.monotonic() + self._in_all
        address = urljoin(start, query.path)
        found: tuple[Work, ...] | Query = query
        while isinstance(found, Query):
            given = found.parameters | self._asker(register)
            response = self._get(register, urljoin(start, found.path), given)
            if response.status_code == _NOT_FOUND:
                return address, ()
            try:
                found = parsed(register, found, response.content)
            except IptKgError as error:
                self._forget(response)
                raise NoAnswerError(str(error)) from None
        return address, found

    def _asker(self, register: Register) -> dict[str, str]:
        """Give the parameters that say who asks."""
        key = self._environ.get(register.key) if register.key else None
        told = {register.mail_parameter: self._mail, register.key_parameter: key}
        return {name: text for name, text in told.items() if text}

    def _forget(self, response: requests.Response) -> None:
        """Keep no answer that cannot be read: the next one may be whole."""
        if key := getattr(response, "cache_key", None):
            self._session.cache.delete(key)  # type: ignore[attr-defined]

    def _get(self, register: Register, address: str, given: Mapping[str, str]) -> requests.Response:
        """Follow redirects by hand, since none may lead to another host."""
        host, parameters = urlsplit(address).netloc, dict(given)
        for _ in range(_MOST_REDIRECTS):
            try:
                response = self._session.get(address, params=parameters, allow_redirects=False)
            except (requests.RequestException, OSError) as error:
                raise NoAnswerError(f"{register.name} did not answer: {reason(error)}") from None
            if not response.is_redirect:
                break
            address, parameters = urljoin(response.url, response.headers["Location"]), {}
            if urlsplit(address).netloc != host:
                raise NoAnswerError(f"{register.name} leads to another host, {urlsplit(address).netloc}")
        else:
            raise NoAnswerError(f"{register.name} leads round in a ring")
        if response.status_code not in (_OK, _NOT_FOUND):
            raise NoAnswerError(f"{register.name} answered {response.status_code} {response.reason}")
        return response


class _Careful(Punctual):
    """Waits before it asks a host again, and reads answers to their end within limits.

    `pause` has the seconds between two requests, by host.
    """

    def __init__(self, retries: int, seconds: float) -> None:
        super().__init__(seconds)
        self._retries = retries
        self.pause: dict[str, float] = {}
        self._next: dict[str, float] = {}

    def send(self, request: requests.PreparedRequest, *_: Any, **given: Any) -> requests.Response:
        host = urlsplit(request.url or "").netloc
        time.sleep(max(self._next.get(str(host), 0) - time.monotonic(), 0))
        given |= {"stream": True, "timeout": (_CONNECT_SECONDS, self.seconds)}
        # A register that is not there is tried once more: it is the network, mostly, and that is soon said.
        self.max_retries = Patience(self._retries, connect=min(self._retries, 1), until=self.until)
        try:
            response = super().send(request, **given)
        finally:
            self._next[str(host)] = time.monotonic() + self.pause.get(str(host), 0)
        raw = response.raw
        content = whole(response, _MOST_BYTES, self.end() - time.monotonic())
        headers = {name: value for name, value in raw.headers.items() if name.lower() not in _OF_TRANSFER}
        # As if it had come so: nobody after us reads from the network.
        response.raw = HTTPResponse(
            io.BytesIO(content), headers, raw.status, reason=raw.reason, preload_content=False, request_url=request.url
        )
        response.headers = requests.structures.CaseInsensitiveDict(headers)
        response._content, response._content_consumed = False, False  # type: ignore[assignment, attr-defined]
        return response


_OF_TRANSFER: Final = frozenset({"content-encoding", "transfer-encoding", "content-length"})
