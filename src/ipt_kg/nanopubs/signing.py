# SPDX-FileCopyrightText: 2026 The ipt_kg project
# SPDX-License-Identifier: Apache-2.0

"""Signatures of nanopublications: RSA with SHA-256 over what is hashed, by a key that is read and never kept.

Source:
    PKCS #1 v1.5 (RFC 8017, 8.2), as nanopublications are signed: https://nanopub.net/docs/signing
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ipt_kg.errors import IptKgError
from ipt_kg.extras import need
from ipt_kg.graph.terms import iri as term
from ipt_kg.graph.terms import literal
from ipt_kg.model import Orcid
from ipt_kg.namespaces import (
    HAS_ALGORITHM,
    HAS_PUBLIC_KEY,
    HAS_SIGNATURE,
    HAS_SIGNATURE_TARGET,
    ORCID,
    SIGNED_BY,
)
from ipt_kg.nanopubs.nanopub import Graph, Nanopub, draft_quads, mint, part, this
from ipt_kg.nanopubs.trusty import STAND_IN, normalised

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from pyoxigraph import Quad

_LEAST_BITS: Final = 2_048
_MOST_BITS: Final = 8_192
_ALGORITHM: Final = "RSA"
_LONGEST_KEY: Final = 100_000


class Signer(NamedTuple):
    """Who signs, and with which key; it is never shown."""

    orcid: Orcid
    key: RSAPrivateKey

    def __repr__(self) -> str:
        return f"Signer({self.orcid})"


def load_key(file: Path) -> RSAPrivateKey:
    """Read an RSA key: PEM, or the base64 in one line that other programs for nanopublications write.

    Raises:
        IptKgError: the file has no such key, or one that is locked or too short. The message says nothing of the key.
        OSError: the file cannot be read.
    """
    need("cryptography", extra="nanopub")
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    with file.open("rb") as opened:
        content = opened.read(_LONGEST_KEY)
    try:
        key = _parsed(content.strip())
    except TypeError:
        raise IptKgError(f"the key in {file} is locked with a password: give one that is not") from None
    except (ValueError, binascii.Error):
        raise IptKgError(f"{file} has no RSA key, as PEM or as PKCS #8 in base64") from None
    if not isinstance(key, RSAPrivateKey):
        raise IptKgError(f"the key in {file} is none of RSA, which nanopublications are signed with")
    if not _LEAST_BITS <= key.key_size <= _MOST_BITS:
        raise IptKgError(f"the key in {file} has {key.key_size} bits: take one of {_LEAST_BITS} to {_MOST_BITS}")
    return key


def _parsed(content: bytes) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_der_private_key, load_pem_private_key

    try:
        if content.startswith(b"-----BEGIN"):
            return load_pem_private_key(content, password=None)
        return load_der_private_key(b64decode(content, validate=True), password=None)
    except UnsupportedAlgorithm as error:
        raise ValueError(str(error)) from None


def sign(namespace: str, contents: Mapping[Graph, Iterable[str]], signer: Signer) -> Nanopub:
    """Mint a nanopublication of these lines with a signature in its publication info."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.hashes import SHA256

    unminted = this(namespace)
    unsigned = {**contents, Graph.PUBINFO: [*contents[Graph.PUBINFO], *_about_signature(unminted, signer)]}
    text = normalised(draft_quads(unminted, unsigned), STAND_IN).encode()
    signature = b64encode(signer.key.sign(text, PKCS1v15(), SHA256())).decode()
    line = f"<{part(unminted, 'sig')}> <{HAS_SIGNATURE}> {literal(signature)} .\n"
    return mint(namespace, {**unsigned, Graph.PUBINFO: [*unsigned[Graph.PUBINFO], line]})


def _about_signature(unminted: str, signer: Signer) -> list[str]:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = signer.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    objects = {
        HAS_ALGORITHM: literal(_ALGORITHM),
        HAS_PUBLIC_KEY: literal(b64encode(public).decode()),
        HAS_SIGNATURE_TARGET: term(unminted),
        SIGNED_BY: term(ORCID + signer.orcid),
    }
    return [f"<{part(unminted, 'sig')}> <{predicate}> {found} .\n" for predicate, found in objects.items()]


def signature_fault(quads: Sequence[Quad], iri: str, code: str) -> str | None:
    """Say why the signature of a nanopublication does not hold; None where it does, or where there is none.

    Who holds the key is not looked into: only that the content was signed with it.

    Raises:
        IptKgError: there is a signature, and nothing is installed to verify it with.
    """
    nodes = {
        quad.subject.value  # type: ignore[union-attr]
        for quad in quads
        if quad.predicate.value == HAS_SIGNATURE_TARGET and getattr(quad.object, "value", "") == iri
    }
    if not nodes and not any(quad.predicate.value == HAS_SIGNATURE for quad in quads):
        return None
    if len(nodes) != 1:
        return "it is not told which signature is its own"
    told = {quad.predicate.value: quad for quad in quads if getattr(quad.subject, "value", "") in nodes}
    signed = [quad for quad in quads if quad != told.get(HAS_SIGNATURE)]
    values = [str(getattr(told[name].object, "value", "")) if name in told else "" for name in _TOLD]
    if values[0] != _ALGORITHM:
        return f"its signature is not by {_ALGORITHM}, the one that can be verified here"
    return None if _holds(normalised(signed, code), values[1], values[2]) else "its signature does not fit its content"


_TOLD: Final = (HAS_ALGORITHM, HAS_PUBLIC_KEY, HAS_SIGNATURE)


def _holds(text: str, public: str, signature: str) -> bool:
    need("cryptography", extra="nanopub")
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(b64decode(public, validate=True))
        if not isinstance(key, RSAPublicKey) or key.key_size > _MOST_BITS:
            return False
        key.verify(b64decode(signature, validate=True), text.encode(), PKCS1v15(), SHA256())
    except (ValueError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True
