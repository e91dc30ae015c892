"""The way out: a host is resolved once, and only an address that was looked at is connected to.

So a name that answers otherwise the second time reaches nothing.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpcore

IPAddress = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[IPAddress]]]
_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_MAPPED = IPv6Network("::ffff:0:0/96")
_6TO4 = IPv6Network("2002::/16")


class NotPublic(Exception):  # noqa: N818 - the name is the fact
    """A host has an address that is not everybody's to reach."""


def is_public(address: IPAddress) -> bool:
    """Tell whether an address is reached over the Internet, and so is the one it wraps."""
    if isinstance(address, IPv4Address):
        return address.is_global and not address.is_multicast
    bits = int(address)
    if address in _NAT64 or address in _MAPPED:
        return is_public(IPv4Address(bits & 0xFFFFFFFF))
    if address in _6TO4:
        return is_public(IPv4Address(bits >> 80 & 0xFFFFFFFF))
    return address in _UNICAST and address.is_global


async def by_system(host: str, port: int) -> Sequence[IPAddress]:
    """Resolve a host as the system does; OSError or UnicodeError if it has no address."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(str(entry[4][0])) for entry in found))


@dataclass(frozen=True)
class Network:
    """How hosts are found, which of their addresses may be reached, and whose certificates hold.

    trust None stands for the certificates that come with the client.
    """

    resolve: Resolve = by_system
    permits: Callable[[IPAddress], bool] = is_public
    trust: ssl.SSLContext | None = None


class Guarded(httpcore.AsyncNetworkBackend):
    """Connections over a Network, for the client."""

    def __init__(self, network: Network, wire: httpcore.AsyncNetworkBackend | None = None) -> None:
        """Keep the network, and the wire that connects to addresses; nothing is opened yet."""
        self._network = network
        self._wire = wire or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the library's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address that answers; NotPublic if any may not be reached."""
        try:
            addresses = await self._network.resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the host {host} is not known") from error
        if not all(map(self._network.permits, addresses)):
            raise NotPublic
        failure: Exception = httpcore.ConnectError(f"the host {host} has no address")
        for address in addresses:
            try:
                return await self._wire.connect_tcp(
                    str(address), port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure
