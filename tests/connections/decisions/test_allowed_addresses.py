"""Where a request of a practice's may go: the internet, and what an operator names."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from services.connections.webhooks.allowed_addresses import is_allowed, literal, networks_of

INSIDE = (
    "127.0.0.1", "127.255.255.254", "0.0.0.0",  # noqa: S104
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "169.254.1.1", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.88.99.1",
    "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "100::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::10.0.0.1",
    "64:ff9b::127.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::1",
    "2002:7f00:1::", "2002:a00:1::1", "2001::1", "2001:0:7f00:1::", "3fff::1",
)  # fmt: skip
OUTSIDE = (
    "1.1.1.1", "8.8.8.8", "172.32.0.1", "100.128.0.1", "169.253.1.1", "2606:4700::1111",
    "2a00:1450:4001:831::200e", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8",
)  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_nothing_goes_to_an_address_that_is_nobodys_on_the_internet(address: str) -> None:
    assert not is_allowed(ip_address(address), ())


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_of_the_internet_is_reached(address: str) -> None:
    assert is_allowed(ip_address(address), ())


def test_a_network_that_an_operator_names_is_reached_however_it_is_written_and_no_other() -> None:
    networks = networks_of(["10.1.0.0/16", "fd00::/8"])
    for address in ("10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::10.1.2.3", "fd12::1"):
        assert is_allowed(ip_address(address), networks)
    for address in ("10.2.0.1", "127.0.0.1", "169.254.169.254", "::ffff:10.2.0.1"):
        assert not is_allowed(ip_address(address), networks)


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(ValueError, match="host bits"):
        networks_of(["10.1.2.3/16"])
    with pytest.raises(ValueError, match="does not appear"):
        networks_of(["example.com"])


def test_a_name_is_no_address() -> None:
    assert literal("example.com") is None
    assert literal("[::1]") == ip_address("::1")
    assert literal("fe80::1%eth0") == ip_address("fe80::1")
