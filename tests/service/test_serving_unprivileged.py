import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.needs import need
from tests.service.process import COMMAND, ENVIRONMENT, Service, running

NOBODY = "54321"  # a user of whom the system knows no name and no home
# All becomes read-only but the folder that is named, if one is; then all rights of root are given up but one:
# to read the interpreter and the packages of the tests, wherever root keeps them.
ALONE = """
set -e
if [ -n "$1" ]; then mount --bind "$1" "$1"; fi
mount -o remount,bind,ro /
if mountpoint -q /tmp; then mount -o remount,bind,ro /tmp; fi
shift
if touch written 2>/dev/null; then echo "this file system can be written" >&2; exit 3; fi
exec setpriv --reuid=54321 --regid=54321 --clear-groups --inh-caps=-all,+dac_read_search \
  --ambient-caps=-all,+dac_read_search --bounding-set=-all,+dac_read_search --no-new-privs "$@"
"""


def _alone(writable: Path | None) -> list[str]:
    """Give what has to stand before a command to run it as nobody, with one folder to write to."""
    need(
        "root, unshare and setpriv", os.geteuid() == 0 and shutil.which("unshare") and shutil.which("setpriv")
    )
    return ["unshare", "--mount", "sh", "-c", ALONE, "sh", str(writable or "")]


def _answers(service: Service) -> bool:
    status = Path(f"/proc/{service.process.pid}/status").read_text(encoding="ascii")
    assert f"Uid:\t{NOBODY}\t{NOBODY}\t" in status
    told = httpx.get(f"{service.address}/health", trust_env=False).json()
    asked = {"claim": "kazakhstan-holds-lands-temporarily"}
    answer = httpx.get(f"{service.address}/queries/responses_to_claim", params=asked, trust_env=False)
    return bool(told["status"] == "ok" and all(told["guards"].values()) and answer.json()["receipt"]["rows"])


@pytest.fixture
def folder() -> Iterator[Path]:
    """Make a folder that everybody may enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


def test_a_user_without_rights_builds_and_serves_where_only_the_store_is_writable(folder: Path) -> None:
    store = folder / "store"
    store.mkdir()
    os.chown(store, int(NOBODY), int(NOBODY))
    before = _alone(store)
    subprocess.run(
        [*before, *COMMAND, "build", "--store", str(store)],
        env=ENVIRONMENT,
        cwd=folder,
        check=True,
        capture_output=True,
        timeout=60,
    )
    with running(folder, store, *before, workers=2) as service:
        assert _answers(service)
        service.process.terminate()
        assert service.process.wait(10) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["errors", "store"]


def test_a_store_is_served_to_who_may_not_write_to_it(store: Path, folder: Path) -> None:
    shutil.copytree(store, folder / "store")
    for path in [folder / "store", *(folder / "store").rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("store/**/*")}
    with running(folder, folder / "store", *_alone(None), workers=2) as service:
        assert _answers(service)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("store/**/*")} == before
