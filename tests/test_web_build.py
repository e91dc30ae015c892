"""The browser part is built on any machine: by its own Node where new enough, else by one from the index."""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "service" / "web" / "build.py"


def built() -> ModuleType:
    spec = importlib.util.spec_from_file_location("web_build", BUILD)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("version", "new_enough"),
    [
        ("v20.19.0\n", True),
        ("v20.18.3\n", False),
        ("v21.7.0\n", False),
        ("v22.11.0\n", False),
        ("v22.12.0\n", True),
        ("v24.0.0\n", True),
        ("v18.20.0\n", False),
        ("", False),
        ("node: command failed", False),
    ],
)
def test_a_node_is_taken_that_vite_runs_on(version: str, new_enough: bool) -> None:
    assert built().enough(version) is new_enough


def test_the_lock_file_has_hashes_and_no_address() -> None:
    lock = (ROOT / "service" / "web" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity": "sha512-') > 100
    assert "http://" not in lock


@pytest.mark.soak
def test_a_machine_without_node_builds_it_all_the_same(tmp_path: Path) -> None:
    """Takes 60 MB from the index: nothing on the PATH but what any machine has."""
    bare = tmp_path / "bin"
    bare.mkdir()
    for name in ("sh", "env", "sed", "uname", "dirname"):
        (bare / name).symlink_to(shutil.which(name) or "")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "service/web", "requirements"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True)
    environment = os.environ | {"PATH": str(bare)}
    subprocess.run([str(python), "service/web/build.py"], cwd=tmp_path, env=environment, check=True)
    assert (tmp_path / "service" / "static" / "manifest.json").is_file()
