"""Hostile requests sent to one server side by side, while others look at it."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from tests.hostile import wire
from tests.hostile.case import Case
from tests.hostile.queries import Hostile
from tests.hostile.victim import Bystander, Scales, Server, Trap, served, stopped, zombies

MEMORY = 1536  # MiB, for each worker: the least that may be set
FRONT_MEMORY = 400  # MiB, for the process that listens
# A canned question waits for a core that two workers and this test keep busy.
SLOWEST = 2.0  # seconds
_REST = 10.0


@dataclass
class Siege:
    """A server under attack, and the faults found so far."""

    server: Server
    trap: Trap
    faults: list[str] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    def send(self, cases: Sequence[Case], *, at_once: int) -> None:
        """Send every case, so many at a time."""
        with ThreadPoolExecutor(at_once) as threads:
            self.faults += filter(None, threads.map(self._judge, cases))

    def send_all(self, *groups: tuple[Sequence[Case], int]) -> None:
        """Send groups of cases side by side, each so many at a time."""
        attackers = [
            threading.Thread(target=self.send, args=(cases,), kwargs={"at_once": at_once})
            for cases, at_once in groups
        ]
        for attacker in attackers:
            attacker.start()
        for attacker in attackers:
            attacker.join()

    def _judge(self, case: Case) -> str:
        outcome = case.send(self.server.address)
        self.log.append(f"{outcome.seconds:6.2f} s  {outcome.word:20} {case.name}")
        return case.fault(outcome)

    def asked(self, queries: Sequence[Hostile], seconds: float) -> list[Case]:
        """Make queries cases, with the port of the trap in them."""
        return [
            Case(
                query.name,
                partial(wire.exchange, pieces=[wire.query(query.text.replace("TRAP", str(self.trap.port)))]),
                query.promise,
                seconds,
            )
            for query in queries
        ]


@contextmanager
def besieged(store: Path, folder: Path, **settings: object) -> Iterator[Siege]:
    """Serve a store for an attack; what harm it did is among the faults once the attack is over."""
    with ExitStack() as watching:
        trap = watching.enter_context(Trap())
        server = watching.enter_context(served(store, folder, memory=MEMORY, **settings))
        first = httpx.get(server.address + server.first, trust_env=False, timeout=10)
        paths = (server.first, "/health")
        siege = Siege(server, trap)
        with (
            Bystander(0.2, address=server.address, paths=paths) as bystander,
            Scales(0.2, process=server.process.pid) as scales,
        ):
            yield siege
        if server.process.poll() is not None:
            siege.faults.append(f"the server died with {server.process.returncode}: {_said(folder)[-3000:]}")
            return
        rested = server.rested(_REST)
        last = httpx.get(server.address + server.first, trust_env=False, timeout=10)
        siege.faults += [f"a bystander: {fault}" for fault in bystander.faults]
        siege.log.append(
            f"bystander: {bystander.answered} answers, slowest {bystander.slowest:.2f} s; "
            f"front {scales.front:.0f} MiB, largest worker {scales.worker:.0f} MiB"
        )
        harm = {
            f"a bystander waited {bystander.slowest:.1f} s": bystander.slowest > SLOWEST,
            "a bystander asked nothing": not bystander.answered,
            f"the front took {scales.front:.0f} MiB": scales.front > FRONT_MEMORY,
            f"a worker took {scales.worker:.0f} MiB": scales.worker > MEMORY,
            f"{trap.caught} calls were caught": trap.caught > 0,
            f"workers are not free: {server.health()}": not rested,
            f"dead children: {zombies(server.process.pid)}": bool(zombies(server.process.pid)),
            "the first question has another answer": last.json()["rows"] != first.json()["rows"],
        }
        siege.faults += [told for told, true in harm.items() if true]
        began = time.monotonic()
        status = stopped(server.process)
        if status != 0:
            siege.faults.append(f"it stopped with {status} after {time.monotonic() - began:.1f} s")
        if "Traceback" in _said(folder):
            siege.faults.append(f"it said: {_said(folder)[-3000:]}")


def _said(folder: Path) -> str:
    return (folder / "stderr").read_text(encoding="utf-8")
