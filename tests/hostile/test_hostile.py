import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.hostile.queries import CALLS, GREEDY, JUST_READABLE, TOO_MUCH, UNREADABLE
from tests.hostile.requests import SLOW, WRONG
from tests.hostile.siege import Siege, besieged
from tests.hostile.uploads import TOKEN, WRITING, writes
from tests.needs import need

TIMEOUT = 2.0  # seconds
IDLE = 5.0  # seconds that a request may take to arrive

# Three attacks of up to a minute, on a machine that runs other tests beside.
pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def copy(store: Path, tmp_path: Path) -> Path:
    need("Linux, whose /proc tells what memory a process holds", Path("/proc/self/status").exists())
    return shutil.copytree(store, tmp_path / "store")


# One attack in four, and in `make soak` each.
SOME = [4, pytest.param(1, marks=pytest.mark.soak)]


@pytest.mark.parametrize("step", SOME)
def test_no_query_and_no_request_does_lasting_harm(copy: Path, tmp_path: Path, step: int) -> None:
    with besieged(copy, tmp_path, timeout=TIMEOUT, workers=5, idle=IDLE) as siege:
        heavy = siege.asked([*TOO_MUCH, *JUST_READABLE], TIMEOUT)
        light = siege.asked([*UNREADABLE, *CALLS], 1.0)
        siege.send_all((heavy[::step], 2), ([*light, *WRONG][::step], 2), (SLOW, len(SLOW)))
    _told(siege)


@pytest.mark.parametrize("step", SOME)
def test_no_upload_and_no_update_does_lasting_harm(copy: Path, tmp_path: Path, step: int) -> None:
    with besieged(
        copy, tmp_path, timeout=TIMEOUT, workers=3, write_timeout=WRITING, writable=1, token=TOKEN
    ) as siege:
        siege.send(writes(siege.trap.port)[::step], at_once=2)
    _told(siege)


def test_memory_ends_a_query_before_time_does(copy: Path, tmp_path: Path) -> None:
    with besieged(copy, tmp_path, timeout=30.0, workers=2) as siege:
        query = next(query for query in TOO_MUCH if query.name == GREEDY)
        siege.send(siege.asked([replace(query, promise="memory-limit")], 30.0), at_once=1)
    _told(siege)


def _told(siege: Siege) -> None:
    sys.stderr.write("\n".join(siege.log))
    assert not siege.faults, "\n".join(siege.faults)
