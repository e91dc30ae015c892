from contextlib import ExitStack

import pytest

from service.admission import Admission
from service.problems import TooMany


class Clock:
    """A clock that stands until it is moved."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("service.admission.time.monotonic", clock)
    return clock


def ask(admission: Admission, host: str | None, times: int = 1) -> None:
    for _ in range(times):
        with admission.entered(host):
            pass


def test_a_minute_s_worth_may_be_asked_at_once_then_evenly(clock: Clock) -> None:
    admission = Admission(rate=30, at_once=0)
    ask(admission, "192.0.2.1", 30)
    with pytest.raises(TooMany) as refused:
        ask(admission, "192.0.2.1")
    assert refused.value.headers["Retry-After"] == "2"
    assert refused.value.members == {"limit": 30, "unit": "questions a minute"}
    clock.now += 2
    ask(admission, "192.0.2.1")
    with pytest.raises(TooMany):
        ask(admission, "192.0.2.1")
    clock.now += 3600
    ask(admission, "192.0.2.1", 30)
    with pytest.raises(TooMany):
        ask(admission, "192.0.2.1")


def test_who_waits_as_long_as_he_was_told_is_let_in(clock: Clock) -> None:
    admission = Admission(rate=7, at_once=0)
    ask(admission, "192.0.2.1", 7)
    for _ in range(20):
        with pytest.raises(TooMany) as refused:
            ask(admission, "192.0.2.1")
        clock.now += int(refused.value.headers["Retry-After"])
        ask(admission, "192.0.2.1")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("192.0.2.1:99", "192.0.2.2:77", True),
        ("testclient", "192.0.2.1", False),
    ],
)
def test_a_client_is_an_address_or_a_network_of_ipv6(
    clock: Clock, one: str | None, other: str | None, same: bool
) -> None:
    admission = Admission(rate=1, at_once=0)
    ask(admission, one)
    if same:
        with pytest.raises(TooMany):
            ask(admission, other)
    else:
        ask(admission, other)
    assert clock.now == 1000


def test_so_many_at_once_and_a_place_is_freed_however_it_ends() -> None:
    admission = Admission(rate=0, at_once=2)
    with ExitStack() as held:
        held.enter_context(admission.entered("192.0.2.1"))
        with pytest.raises(ZeroDivisionError), admission.entered("192.0.2.1"):
            raise ZeroDivisionError
        held.enter_context(admission.entered("192.0.2.1"))
        with pytest.raises(TooMany) as refused:
            ask(admission, "192.0.2.1")
        assert int(refused.value.headers["Retry-After"]) > 0
        ask(admission, "192.0.2.2")
    ask(admission, "192.0.2.1", 5)


def test_without_limits_nobody_is_refused() -> None:
    admission = Admission(rate=0, at_once=0)
    with ExitStack() as held:
        for _ in range(100):
            held.enter_context(admission.entered("192.0.2.1"))


def test_who_was_not_heard_of_for_longest_is_forgotten(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.admission._REMEMBERED", 2)
    admission = Admission(rate=1, at_once=0)
    for host in ("192.0.2.1", "192.0.2.2", "192.0.2.3"):
        ask(admission, host)
    ask(admission, "192.0.2.1")
    with pytest.raises(TooMany):
        ask(admission, "192.0.2.3")
    assert clock.now == 1000
