import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.fetch.address import is_public

PRIVATE = """0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1
255.255.255.255 :: ::1 ::ffff:10.0.0.1 ::ffff:127.0.0.1 ::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::1 100::1 2001::1 2001:db8::1
2002:7f00:1:: 2002:a00:1:: fc00::1 fd12:3456::1 fe80::1 fe80::1%1 fec0::1 ff02::1 3fff::1 nonsense 1.2.3 127.1""".split()
PUBLIC = "8.8.8.8 100.63.255.255 100.128.0.1 172.15.0.1 172.32.0.1 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::".split()


@pytest.mark.parametrize("address", PRIVATE)
def test_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public(address: str) -> None:
    assert is_public(address)


@settings(deadline=None)
@given(st.ip_addresses(v=4))
def test_an_address_in_another_dress_is_judged_alike(address: ipaddress.IPv4Address) -> None:
    wide = int(address)
    for dressed in (f"::ffff:{address}", f"64:ff9b::{address}", f"2002:{wide >> 16:x}:{wide & 0xFFFF:x}::1"):
        assert is_public(dressed) == is_public(str(address))
