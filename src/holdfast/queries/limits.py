"""Who counts as one client, and how much one may hold at once; the same for pages and API."""

import hashlib
import hmac
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from django.conf import settings

from holdfast.core.policy import HoldLimits, RequestLimits
from holdfast.queries.organisations import OrganisationView

_IPV6_HOME_BITS = 64


def client_address(*, remote_address: str, forwarded_for: str = "") -> str:
    """The address a request came from: the connection's, or what the outermost trusted proxy says it saw.

    Each of the `TRUSTED_PROXIES` appends one entry to X-Forwarded-For; what stands before those anyone can write.
    """
    trusted: int = settings.TRUSTED_PROXIES
    hops = [hop.strip() for hop in forwarded_for.split(",") if hop.strip()]
    return hops[-trusted] if 0 < trusted <= len(hops) else remote_address


def client_id(*, remote_address: str, forwarded_for: str = "") -> str:
    """A name for a client that says nothing about its address: 32 hexadecimal digits.

    An IPv6 client owns its whole /64, so that counts as one.
    """
    address = client_address(remote_address=remote_address, forwarded_for=forwarded_for)
    return _named(address, settings.SECRET_KEY)


@lru_cache(maxsize=1_000)
def _named(address: str, secret: str) -> str:
    return hmac.digest(secret.encode(), b"client:" + _network(address).encode(), hashlib.sha256).hex()[:32]


def hold_limits(organisation: OrganisationView) -> HoldLimits:
    """The organisation's limits of live holds, scaled as this installation says."""
    scale: float = settings.LIMIT_SCALE
    return HoldLimits(
        per_client=max(1, int(organisation.holds_per_client * scale)),
        in_all=max(1, int(organisation.holds_in_all * scale)),
    )


def request_limits(kind: str) -> RequestLimits:
    """The limits of requests a minute of a kind (`read`, `write`), scaled as this installation says."""
    scale: float = settings.LIMIT_SCALE
    client, everybody = (
        (settings.CLIENT_WRITES, settings.ORGANISATION_WRITES)
        if kind == "write"
        else (settings.CLIENT_READS, settings.ORGANISATION_READS)
    )
    return RequestLimits(per_client=max(1, int(client * scale)), in_all=max(1, int(everybody * scale)))


def _network(address: str) -> str:
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return f"{int(parsed) >> (128 - _IPV6_HOME_BITS):x}/64"
    return str(parsed)
