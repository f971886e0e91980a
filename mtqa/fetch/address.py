"""Which addresses of the net may be connected to: the public ones, unless the user says otherwise."""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence

from mtqa.errors import InputError

Resolve = Callable[[str, int, float], Sequence[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# ranges that the standard library of some supported versions calls global
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(n)
    for n in ("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
              "64:ff9b:1::/48", "100::/64", "2001::/23", "3fff::/20", "5f00::/16", "fc00::/7", "fec0::/10")
)  # fmt: skip
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def addresses_of(host: str, port: int, seconds: float) -> Sequence[str]:
    """Return the addresses of a host in the system's order. Raises: OSError, also where it takes too long."""
    found: list[str] = []
    failed: list[OSError] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(dict.fromkeys(str(row[4][0]) for row in rows))
        except (OSError, ValueError, OverflowError) as error:
            failed.append(error if isinstance(error, OSError) else OSError("not a host name"))

    asking = threading.Thread(target=ask, daemon=True)  # the system's call has no time limit of its own
    asking.start()
    asking.join(max(0.0, seconds))
    if failed:
        raise failed[0]
    if not found:
        raise TimeoutError("no answer from the name server")
    return found


def vetted(host: str, addresses: Sequence[str], where: str, allow_private: bool) -> Sequence[str]:
    """Return the addresses that may be connected to. Raises: InputError where there is none."""
    if allow_private:
        return addresses
    allowed = [a for a in addresses if is_public(a)]
    if not allowed:
        shown = host if host == addresses[0] else f"{host} ({addresses[0]})"
        raise InputError(
            f"{shown} is not a public address", where, "--allow-private reads from this machine and the local network"
        )
    return allowed


def is_public(text: str) -> bool:
    """Tell whether an address is one of the public net. Source: the IANA registries of special-purpose addresses."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and (inner := _inside(address)) is not None:
        return is_public(str(inner))
    return (
        address.is_global
        and not (address.is_multicast or address.is_reserved or address.is_link_local)
        and not any(address in network for network in _NOT_PUBLIC if network.version == address.version)
    )


def _inside(address: ipaddress.IPv6Address) -> Address | None:
    """Return the IPv4 address that an IPv6 one stands for: mapped, 6to4 or NAT64."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
