"""The service as a process of its own, as whoever runs it starts it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = [sys.executable, "-W", "error", "-c", "from service.cli import main; main()"]
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "PYTHONPATH": str(Path(__file__).parents[2]),
    "PYTHONUNBUFFERED": "1",
}


@dataclass
class Service:
    """A running service: its process, its address, the file of its standard error."""

    process: subprocess.Popen[str]
    address: str
    errors: Path
    workers: list[int] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.address.rpartition(":")[2])

    @property
    def lines(self) -> list[str]:
        """What it wrote to its log."""
        return self.errors.read_text(encoding="utf-8").splitlines()


@contextmanager
def running(folder: Path, store: Path, *before: str, **settings: object) -> Iterator[Service]:
    """Start the service on a free port, with settings by their names; kill it if it is still there.

    What stands before is a command that runs the one after it.
    """
    named = {f"REJOINDER_{name.upper()}": str(value) for name, value in settings.items()}
    errors = folder / "errors"
    with errors.open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [*before, *COMMAND, "serve", "--port", "0", "--store", str(store)],
            env=ENVIRONMENT | named,
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        assert process.stdout is not None
        told = re.match(r"Rejoinder listens on (\S+)", process.stdout.readline())
        assert told, errors.read_text(encoding="utf-8")
        yield Service(process, told[1], errors, children(process.pid))
    finally:
        process.kill()
        process.communicate()


def children(process: int) -> list[int]:
    """Read which processes a process has started."""
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text("ascii").split()]


def alive(processes: list[int]) -> list[int]:
    """Tell which of these processes there are, the dead that wait for their burial aside."""
    found = []
    for pid in processes:
        try:
            state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            continue
        found += [pid] if state != "Z" else []
    return found


def becomes(true: Callable[[], object], seconds: float = 5) -> bool:
    """Wait until something is so."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
