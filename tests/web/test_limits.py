"""Who counts as one client."""

from typing import Any

import pytest

from holdfast.queries.limits import client_address, client_id, hold_limits
from holdfast.queries.organisations import get_organisation
from tests.cast import Cast


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "1.1.1.1", "9.9.9.9"),
        (1, "1.1.1.1, 2.2.2.2", "2.2.2.2"),
        (2, "1.1.1.1, 2.2.2.2, 3.3.3.3", "2.2.2.2"),
        (2, "3.3.3.3", "9.9.9.9"),
        (1, "", "9.9.9.9"),
    ],
)
def test_only_trusted_proxies_are_believed(settings: Any, proxies: int, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    assert client_address(remote_address="9.9.9.9", forwarded_for=forwarded) == address


def test_a_client_is_named_without_its_address() -> None:
    name = client_id(remote_address="9.9.9.9")
    assert len(name) == 32
    assert int(name, 16)
    assert client_id(remote_address="9.9.9.8") != name
    assert client_id(remote_address="::ffff:9.9.9.9") == name


def test_an_ipv6_home_is_one_client() -> None:
    one = client_id(remote_address="2001:db8:1:2::1")
    assert client_id(remote_address="2001:db8:1:2:ffff::9") == one
    assert client_id(remote_address="2001:db8:1:3::1") != one


@pytest.mark.parametrize("address", ["", "unix:", "nonsense\0"])
def test_a_connection_without_an_address_counts_too(address: str) -> None:
    assert len(client_id(remote_address=address)) == 32


def test_limits_are_scaled(salon: Cast, settings: Any) -> None:
    settings.LIMIT_SCALE = 0.01
    limits = hold_limits(get_organisation("salon"))
    assert (limits.per_client, limits.in_all) == (1, 20)
