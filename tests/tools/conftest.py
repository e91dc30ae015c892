"""Exports that tools open: the whole graph, and a part that slow ones can read."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from graph.export.selection import Selection
from tests.tools.exported import Exported, blank, exported, stored


@pytest.fixture(scope="session")
def whole(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return exported(store, tmp_path_factory.mktemp("whole"), Selection(), stored(store))


@pytest.fixture(scope="session")
def part(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """What one document reports, without what rules derive; what that is, other tests say."""
    selection = Selection(layer="asserted", documents=("000",))
    made = exported(store, tmp_path_factory.mktemp("part"), selection, ())
    quads = frozenset(parse(path=str(made.file("nquads")), format=RdfFormat.N_QUADS))
    named = {quad for quad in quads if not blank(quad)}
    assert named < stored(store)
    return Exported(made.folder, quads)
