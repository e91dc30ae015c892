"""A server process under attack, and who watches it: its memory, a bystander, a trap for what it sends."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx

COMMAND = [sys.executable, "-W", "error", "-c", "from service.cli import main; main()"]
_START_SECONDS = 30.0
_STOP_SECONDS = 10.0


@dataclass
class Watch:
    """A thread that looks again and again until it is told to stop."""

    every: float  # seconds
    faults: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(self.every):
            self.look()

    def look(self) -> None:
        """Look once."""
        raise NotImplementedError


@dataclass
class Bystander(Watch):
    """Another client, with questions that are answered at once on a quiet day."""

    address: str = ""
    paths: tuple[str, ...] = ()
    slowest: float = 0.0  # seconds
    answered: int = 0

    def __enter__(self) -> Self:
        self._client = httpx.Client(base_url=self.address, trust_env=False, timeout=10)
        return super().__enter__()

    def __exit__(self, *_: object) -> None:
        super().__exit__()
        self._client.close()

    def look(self) -> None:
        for path in self.paths:
            began = time.monotonic()
            try:
                answer = self._client.get(path)
            except httpx.HTTPError as error:
                self.faults.append(f"{path}: {error!r}")
                continue
            self.slowest = max(self.slowest, time.monotonic() - began)
            self.answered += 1
            if answer.status_code != 200:
                self.faults.append(f"{path}: {answer.status_code} {answer.text[:200]}")


@dataclass
class Scales(Watch):
    """The memory that a server and its workers really hold, in MiB; None where the system does not say."""

    process: int = 0
    front: float = 0.0
    worker: float = 0.0

    def look(self) -> None:
        self.front = max(self.front, _resident(self.process))
        self.worker = max(self.worker, *(_resident(child) for child in children(self.process)), 0.0)


class Trap:
    """Listens on loopback and counts who connects."""

    def __init__(self) -> None:
        self.caught = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._thread = threading.Thread(target=self._listen)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as last:
            last.sendall(b"stop")
        self._thread.join()
        self._listening.close()

    def _listen(self) -> None:
        while True:
            caller, _ = self._listening.accept()
            with caller:
                caller.settimeout(1)
                if caller.recv(4) == b"stop":
                    return
            self.caught += 1


@dataclass(frozen=True)
class Server:
    """A running server: its address, a first question with a known answer, its process."""

    address: str
    first: str
    process: subprocess.Popen[str]

    def health(self) -> dict[str, int]:
        """Count the workers."""
        told = httpx.get(f"{self.address}/health", trust_env=False, timeout=10).json()["workers"]
        return {str(name): int(count) for name, count in told.items()}

    def rested(self, seconds: float) -> bool:
        """Wait until every worker is there and free again."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            counts = self.health()
            if counts["free"] == counts["ready"] == counts["workers"] and counts["waiting"] == 0:
                return True
            time.sleep(0.1)
        return False


@contextmanager
def served(store: Path, folder: Path, **limits: object) -> Iterator[Server]:
    """Serve a store by a process of its own, whose words on standard error go to `stderr` in the folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REJOINDER_")}
    given = {f"REJOINDER_{name.upper()}": str(value) for name, value in limits.items()}
    given |= {"REJOINDER_STORE": str(store), "PYTHONUNBUFFERED": "1"}
    with (
        (folder / "stderr").open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            [*COMMAND, "serve", "--port", "0"],
            env=kept | given,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        late = threading.Timer(_START_SECONDS, process.kill)
        late.start()
        try:
            assert process.stdout is not None
            greeting, first = process.stdout.readline(), process.stdout.readline()
            late.cancel()
            (address,) = re.findall(r"http://\S+", greeting)
            yield Server(address, first.removeprefix("Try ").strip().removeprefix(address), process)
        finally:
            late.cancel()
            process.kill()


def stopped(process: subprocess.Popen[str]) -> int | None:
    """Ask a server to stop; give its status, None if it does not stop in time."""
    process.send_signal(signal.SIGTERM)
    try:
        return process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        return None


def children(process: int) -> list[int]:
    """List the children of all threads of a process."""
    found: list[int] = []
    for task in Path(f"/proc/{process}/task").iterdir():
        try:
            found += map(int, (task / "children").read_text(encoding="ascii").split())
        except OSError:  # the thread is over
            continue
    return found


def zombies(process: int) -> list[int]:
    """List the children that are dead and not buried."""
    return [child for child in children(process) if "\nState:\tZ" in _status(child)]


def _resident(process: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", _status(process))
    return int(found[1]) / 1024 if found else 0.0


def _status(process: int) -> str:
    try:
        return Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    except OSError:  # it is gone
        return ""
