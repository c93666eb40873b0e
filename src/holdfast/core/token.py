"""Capability links: a keyed hash over what they open, so that nothing secret is stored.

`HMAC-SHA256(secret, purpose, organisation, public id, version)`, RFC 2104, cut to 128 bits. Raising the version
stored with the row revokes every link given out before.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

_MAC_BYTES = 16


class Purpose(StrEnum):
    """What a link is for; one purpose each."""

    HOLD = "hold"
    MANAGE = "manage"
    START = "start"
    JOIN = "join"
    PASSWORD = "password"  # noqa: S105 - a name


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link says it opens, not yet verified."""

    organisation: UUID
    public_id: UUID
    mac: bytes


def make_token(secret: str, purpose: Purpose, *, organisation: UUID, public_id: UUID, version: int) -> str:
    """The secret part of a link: 64 characters, safe in a URL."""
    mac = _mac(secret, purpose, organisation, public_id, version)
    return base64.urlsafe_b64encode(organisation.bytes + public_id.bytes + mac).decode()


def read_token(token: str) -> Claim | None:
    """What the token says, or `None` when it cannot be one."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError):
        return None
    # One token has one spelling: with padding after it, or bits in it that mean nothing, it is another.
    if len(raw) != 32 + _MAC_BYTES or base64.urlsafe_b64encode(raw).decode() != token:
        return None
    return Claim(UUID(bytes=raw[:16]), UUID(bytes=raw[16:32]), raw[32:])


def verifies(claim: Claim, secrets: Sequence[str], purpose: Purpose, *, version: int) -> bool:
    """Whether one of the secrets made the link, for this purpose and version; in constant time."""
    found = False
    for secret in secrets:
        expected = _mac(secret, purpose, claim.organisation, claim.public_id, version)
        found |= hmac.compare_digest(expected, claim.mac)
    return found


def _mac(secret: str, purpose: Purpose, organisation: UUID, public_id: UUID, version: int) -> bytes:
    message = f"holdfast:{purpose}:{organisation.hex}:{public_id.hex}:{version}".encode()
    return hmac.digest(secret.encode(), message, hashlib.sha256)[:_MAC_BYTES]
