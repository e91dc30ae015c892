"""Filling another store where this machine's disk is full, or the store answers with something else."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from graph import snapshots
from graph.snapshots import Snapshot
from service.backend.addresses import EndpointError
from service.backend.load import load
from service.settings import Settings
from tests.graph.killed import LAYERS, quads
from tests.service.endpoint.fake import Fake, Fields, reply, serving

PROGRAM = """
import sys
from pathlib import Path
from graph import snapshots
from graph.errors import RejoinderError
from service.backend.command import load_into
from service.settings import Settings
try:
    load_into(snapshots.current(Path(sys.argv[1])), Settings(), sys.argv[2])
except RejoinderError as error:
    sys.exit(str(error))
"""
YES = b'{"head":{},"boolean":true}'
TABLES = [
    b"<html>busy</html>",
    YES,
    b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}',
]


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving() as made:
        yield made


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return snapshots.publish(tmp_path / "store", quads("some"), LAYERS)


def limited(snapshot: Snapshot, address: str, place: Path) -> str:
    """Fill a store where no file may be longer than ten bytes; give what is told."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(snapshot.directory.parents[1]), address],
        env={"TMPDIR": str(place), "PYTHONPATH": str(Path(__file__).parents[3])},
        preexec_fn=partial(resource.setrlimit, resource.RLIMIT_FSIZE, (10, 10)),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    return done.stderr.strip()


def test_no_room_for_what_is_sent_is_told_before_anything_is(
    fake: Fake, snapshot: Snapshot, tmp_path: Path
) -> None:
    place = tmp_path / "small"
    place.mkdir()
    fake.answer = reply(YES, Server="Oxigraph/0")
    assert limited(snapshot, f"{fake.address.removesuffix('/sparql')}/query", place) == (
        f"{place}: no space left for the graphs that are sent; "
        "free some, or name another folder by TMPDIR; nothing was sent"
    )
    assert [list(fields) for fields in fake.asked] == [["query"]]
    assert list(place.iterdir()) == []


def test_no_room_for_the_file_of_a_loader_is_told_and_leaves_nothing(
    snapshot: Snapshot, tmp_path: Path
) -> None:
    out = tmp_path / "out" / "all.nq"
    out.parent.mkdir()
    told = limited(snapshot, str(out), tmp_path)
    assert told == f"{out}: no space left there; free some or name another place; nothing was written"
    assert list(out.parent.iterdir()) == []


@pytest.mark.parametrize("table", TABLES)
def test_a_page_in_the_place_of_an_answer_is_told(fake: Fake, snapshot: Snapshot, table: bytes) -> None:
    def answer(fields: Fields) -> Iterator[bytes]:
        return reply(YES if fields["query"] == ["ASK {}"] else table)(fields)

    fake.answer = answer
    settings = Settings(endpoint_update=fake.address, endpoint_graphs=fake.address)
    with pytest.raises(EndpointError, match="no SPARQL JSON, or to another question; is it the address"):
        load(snapshot, settings, fake.address)
    assert not [fields for fields in fake.asked if "update" in fields]
