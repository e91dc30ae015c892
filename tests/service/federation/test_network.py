"""Which addresses of a host may be reached, and that no other is."""

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import ip_address

import httpcore
import pytest

from service.federation.network import Guarded, IPAddress, Network, NotPublic, is_public

LOOPBACK, ELSEWHERE = ip_address("127.0.0.1"), ip_address("93.184.215.14")


@pytest.mark.parametrize(
    "address",
    [
        "93.184.215.14",
        "2606:2800:21f:cb07::1",
        "::ffff:93.184.215.14",
        "64:ff9b::93.184.215.14",
        "2002:5db8:d70e::1",
    ],
)
def test_what_everybody_reaches_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104 - nobody listens here
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::1",
        "2002:c0a8:101::",
        "2001:0:7f00:1::1",
        "2001:db8::1",
        "fe80::1%eth0",
        "fec0::1",
        "fd00::1",
        "ff02::1",
        "fd00:ec2::254",
    ],
)
def test_what_only_some_reach_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


def connect(network: Network, host: str, port: int) -> None:
    async def connected() -> None:
        stream = await Guarded(network).connect_tcp(host, port, timeout=5)
        await stream.aclose()

    asyncio.run(connected())


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0", "::1"],
)
def test_every_way_to_write_this_machine_is_refused(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.1)
        with pytest.raises((NotPublic, httpcore.ConnectError)) as refused:
            connect(Network(), host, trap.getsockname()[1])
        assert not isinstance(refused.value.__cause__, ConnectionError)
        with pytest.raises(TimeoutError):
            trap.accept()


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    async def resolve(*_: object) -> Sequence[IPAddress]:
        return [ELSEWHERE, LOOPBACK]

    with pytest.raises(NotPublic):
        connect(Network(resolve=resolve), "two.example", 80)


def test_a_name_that_answers_otherwise_the_second_time_reaches_nothing_private() -> None:
    """The name is asked once a connection; what was looked at is what is connected to."""
    answers = [[ELSEWHERE], [LOOPBACK]]
    looked_at: list[IPAddress] = []

    async def resolve(*_: object) -> Sequence[IPAddress]:
        return answers.pop(0)

    def permits(address: IPAddress) -> bool:
        looked_at.append(address)
        return is_public(address)

    reached: list[str] = []

    class Wire(httpcore.AnyIOBackend):
        async def connect_tcp(self, host: str, *_: object, **__: object) -> httpcore.AsyncNetworkStream:
            reached.append(host)
            return httpcore.AsyncMockStream([])

    async def twice() -> None:
        way = Guarded(Network(resolve=resolve, permits=permits), Wire())
        await way.connect_tcp("rebinding.example", 80)
        with pytest.raises(NotPublic):
            await way.connect_tcp("rebinding.example", 80)

    asyncio.run(twice())
    assert looked_at == [ELSEWHERE, LOOPBACK]
    assert reached == [str(ELSEWHERE)]


def test_the_next_address_is_tried_where_one_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        async def resolve(*_: object) -> Sequence[IPAddress]:
            return [ip_address("127.0.0.2"), LOOPBACK]

        connect(Network(resolve=resolve, permits=lambda _: True), "two.example", port)


@pytest.mark.parametrize("host", ["nowhere.invalid", "a" * 64 + ".example", "a..example"])
def test_a_host_that_nobody_knows_is_an_error_of_the_connection(host: str) -> None:
    with pytest.raises(httpcore.ConnectError, match="not known"):
        connect(Network(), host, 80)
