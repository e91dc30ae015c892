"""Those who watch an attack must see what they watch for."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.hostile import wire
from tests.hostile.case import SLACK, Case
from tests.hostile.victim import Bystander, Scales, Trap
from tests.hostile.wire import Outcome

_PROBLEM = b'{"type": "https://w3id.org/rejoinder/problem/refused", "status": 403}'


@contextmanager
def _answering(answer: bytes) -> Iterator[str]:
    """Answer one connection with these bytes, and close it."""

    def answer_once() -> None:
        caller, _ = listening.accept()
        with caller:
            caller.recv(65536)
            caller.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer_once)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        thread.join()


def _problem(status: int) -> bytes:
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/problem+json\r\nContent-Length: {len(_PROBLEM)}"
    return head.encode() + b"\r\n\r\n" + _PROBLEM


@pytest.mark.parametrize(
    ("answer", "word", "whole"),
    [
        (_problem(403), "refused", True),
        (_problem(400), "400 told otherwise", True),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "204", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", "200", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n", "200", False),
        (b"", "cut", True),
        (b"nonsense\r\n", "cut", True),
    ],
)
def test_an_end_has_its_word(answer: bytes, word: str, whole: bool) -> None:
    with _answering(answer) as address:
        outcome = wire.exchange(address, [wire.get("/")])
    assert (outcome.word, outcome.whole) == (word, whole)


def test_no_end_is_seen_as_none() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        assert wire.exchange(address, [wire.get("/")], patience=0.2).word == "open"


def test_a_case_sees_a_wrong_end_a_late_one_and_what_it_checks() -> None:
    case = Case(
        "it", lambda _: Outcome("refused", 403), "refused 404", 1.0, lambda outcome: outcome.body.decode()
    )
    assert case.fault(Outcome("refused", 403)) == ""
    assert case.fault(Outcome("not-found", 404)) == ""
    assert "promised refused 404" in case.fault(Outcome("failed", 500))
    assert "promised 1 s" in case.fault(Outcome("refused", 403, seconds=1.1 + SLACK))
    assert case.fault(Outcome("refused", 403, body=b"a file")).endswith("a file")


def test_the_trap_counts_who_calls() -> None:
    with Trap() as trap:
        for _ in range(2):
            socket.create_connection(("127.0.0.1", trap.port)).close()
    assert trap.caught == 2


def test_the_scales_weigh_what_is_there() -> None:
    scales = Scales(1.0, process=os.getpid())
    scales.look()
    before, block = scales.front, bytes(range(256)) * 4 * 2**18
    scales.look()
    assert scales.front > before + 200
    assert block


def test_a_bystander_who_is_not_answered_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closing:
        address = f"http://127.0.0.1:{closing.getsockname()[1]}"
    with Bystander(0.05, address=address, paths=("/health",)) as bystander:
        bystander.look()
    assert bystander.faults
    assert bystander.answered == 0
