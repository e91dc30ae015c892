import shutil
import sys
import threading
from pathlib import Path

import pytest

from tests.hostile.queries import CALLS, JUST_READABLE, TOO_MUCH, UNREADABLE
from tests.hostile.requests import SLOW, WRONG
from tests.hostile.siege import besieged
from tests.needs import need

TIMEOUT = 2.0  # seconds


@pytest.fixture
def copy(store: Path, tmp_path: Path) -> Path:
    need("Linux, whose /proc tells what memory a process holds", Path("/proc/self/status").exists())
    return shutil.copytree(store, tmp_path / "store")


def test_no_query_and_no_request_does_lasting_harm(copy: Path, tmp_path: Path) -> None:
    with besieged(copy, tmp_path, timeout=TIMEOUT, workers=5) as siege:
        heavy = siege.asked([*TOO_MUCH, *JUST_READABLE], TIMEOUT)
        light = siege.asked([*UNREADABLE, *CALLS], 1.0)
        attackers = [
            threading.Thread(target=siege.send, args=(cases,), kwargs={"at_once": at_once})
            for cases, at_once in ((heavy, 2), ([*light, *WRONG], 2), (SLOW, len(SLOW)))
        ]
        for attacker in attackers:
            attacker.start()
        for attacker in attackers:
            attacker.join()
    sys.stderr.write("\n".join(siege.log))
    assert not siege.faults, "\n".join(siege.faults)
