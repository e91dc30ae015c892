"""The tiny graph, built once and copied for each test that writes to it."""

import shutil
from pathlib import Path

import pytest

from tests.graph.tiny import Tiny
from tests.graph.written import Place, built


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pristine")
    built(folder)
    return folder


@pytest.fixture
def place(pristine: Path, tmp_path: Path) -> Place:
    """Give a store of one's own."""
    shutil.copytree(pristine, tmp_path / "place")
    return Place(Tiny(tmp_path / "place" / "tiny"))
