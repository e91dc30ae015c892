"""One hostile request: how it is sent, and what is promised for it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.hostile.wire import Outcome

# Two cores are shared with workers that compute at full speed, so an answer may lie for a while.
SLACK = 1.5  # seconds


@dataclass(frozen=True)
class Case:
    """A request by name; promise lists the words or statuses by which it may end, seconds its limit."""

    name: str
    send: Callable[[str], Outcome]
    promise: str
    seconds: float
    check: Callable[[Outcome], str] = lambda _: ""

    def judged(self, address: str) -> str:
        """Send it to a server; give what is wrong, or nothing."""
        return self.fault(self.send(address))

    def fault(self, outcome: Outcome) -> str:
        """Say what breaks the promise."""
        told = f"{self.name}: {outcome.word} ({outcome.status}) after {outcome.seconds:.1f} s"
        if not {outcome.word, str(outcome.status)} & set(self.promise.split()):
            return f"{told}, promised {self.promise}: {outcome.body[:200]!r}"
        if outcome.seconds > self.seconds + SLACK:
            return f"{told}, promised {self.seconds:g} s"
        wrong = self.check(outcome)
        return f"{told}: {wrong}" if wrong else ""
