"""How much one client may ask: questions in a minute, and questions at the same time."""

import ipaddress
import math
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager

from service.problems import TooMany

_REMEMBERED = 10_000  # clients; who was not heard of for longest is forgotten, with a full allowance
_NOBODY = "no address"  # that a proxy named
_IPV6_NETWORK = 64  # bits that one household has for itself


class Admission:
    """Counts the questions of each client that reach the engine; what is answered from memory is free."""

    def __init__(self, rate: int, at_once: int) -> None:
        """Set the limits, in questions a minute and at the same time; 0 sets none."""
        self._rate, self._at_once = rate, at_once
        self._allowances: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._running: Counter[str] = Counter()

    @contextmanager
    def entered(self, host: str | None) -> Iterator[None]:
        """Let a question in and count it until it is answered; TooMany says when to come again.

        This machine itself is not counted: behind a proxy that names nobody, it stands for all.
        """
        client = _network(host)
        if client is None:
            yield
            return
        self._count(client)
        if self._at_once and self._running[client] >= self._at_once:
            raise TooMany(
                f"You have {self._running[client]} questions running, at most {self._at_once} may. "
                "Wait for one of them, or end one by closing its connection.",
                headers={"Retry-After": "1"},
                limit=self._at_once,
                unit="questions at once",
            )
        self._running[client] += 1
        try:
            yield
        finally:
            self._running[client] -= 1
            if not self._running[client]:
                del self._running[client]

    def _count(self, client: str) -> None:
        """Take one from the allowance of a client, which fills evenly up to that of a minute."""
        if not self._rate:
            return
        now = time.monotonic()
        left, then = self._allowances.pop(client, (float(self._rate), now))
        left = min(float(self._rate), left + (now - then) * self._rate / 60)
        if left < 1:
            self._allowances[client] = (left, now)
            seconds = math.ceil((1 - left) * 60 / self._rate)
            raise TooMany(
                f"You asked more than {self._rate} questions in a minute. Ask again in {seconds} s, or ask "
                "for more at once: one query with VALUES instead of many.",
                headers={"Retry-After": str(seconds)},
                limit=self._rate,
                unit="questions a minute",
            )
        self._allowances[client] = (left - 1, now)
        if len(self._allowances) > _REMEMBERED:
            self._allowances.popitem(last=False)


def _network(host: str | None) -> str | None:
    """Name a client: its address, of IPv6 the network; None for this machine and for no address."""
    try:
        address = ipaddress.ip_address(host or "")
    except ValueError:
        return None if host is None else _NOBODY
    address = getattr(address, "ipv4_mapped", None) or address
    if address.is_loopback:
        return None
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, _IPV6_NETWORK), strict=False))
