"""Downloads over HTTP: listed, made once, kept with their revision, described in VoID."""

import hashlib
import threading
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from graph import snapshots
from graph.export import dumps, formats
from graph.export.dumps import Order
from graph.export.formats import FORMATS
from graph.export.selection import Selection
from graph.snapshots import Snapshot
from service.settings import Settings
from tests.service import small
from tests.service.engine.engines import children
from tests.service.live import serving

NQUADS = "rejoinder.nq"
SOME = {NQUADS, "rejoinder-csv.zip", "rejoinder.xlsx", "rejoinder-speakers.gexf", "rejoinder-icow.csv"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path]]:
    """Serve a small store that these tests alone make downloads of."""
    place = tmp_path_factory.mktemp("downloads")
    small.publish(place, "one")
    with small.client(Settings(store=place, workers=2, timeout=20)) as http:
        yield http, place


def files(http: httpx.Client) -> dict[str, dict[str, object]]:
    told = http.get("/dump", headers={"Accept": "application/json"}).json()
    return {str(file["address"]).rpartition("/")[2]: file for file in told["files"]}


def test_every_form_is_listed_and_none_is_made_before_it_is_asked_for(
    site: tuple[httpx.Client, Path],
) -> None:
    http, _ = site
    listed = files(http)
    assert list(listed) == [format_.filename for format_ in FORMATS]
    assert len(set(listed)) == len(FORMATS)
    page = http.get("/dump", headers={"Accept": "text/html"})
    assert page.headers["content-type"].startswith("text/html")
    for format_ in FORMATS:
        assert f"/dump/{format_.filename}" in page.text


@pytest.mark.parametrize(
    "format_",
    [pytest.param(one, marks=() if one.filename in SOME else pytest.mark.soak) for one in FORMATS],
    ids=lambda format_: format_.filename,
)
def test_a_file_is_what_the_command_makes_and_its_size_and_hash_are_told(
    site: tuple[httpx.Client, Path], format_: formats.Format
) -> None:
    http, place = site
    answer = http.get(f"/dump/{format_.filename}")
    assert answer.status_code == 200, answer.text
    digest = hashlib.sha256(answer.content).hexdigest()
    told = files(http)[format_.filename]
    assert (told["size"], told["sha256"]) == (len(answer.content), digest)
    assert answer.headers["content-type"].partition(";")[0] == format_.media_type
    assert f'filename="{format_.filename}"' in answer.headers["content-disposition"]
    kept = dumps.found(snapshots.current(place), format_)
    assert kept is not None
    assert kept.path.read_bytes() == answer.content
    again = http.get(f"/dump/{format_.filename}", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    node = f"{told['address']}"
    void = http.get("/.well-known/void", headers={"Accept": "text/turtle"}).text
    assert f"<{node}>" in void
    assert digest in void


def test_the_name_of_the_revision_is_the_hash_of_the_n_quads(site: tuple[httpx.Client, Path]) -> None:
    http, _ = site
    answer = http.get(f"/dump/{NQUADS}")
    assert hashlib.sha256(answer.content).hexdigest()[:16] == answer.headers["rejoinder-revision"]


def test_a_stretch_of_a_file_can_be_had(site: tuple[httpx.Client, Path]) -> None:
    http, _ = site
    whole = http.get(f"/dump/{NQUADS}").content
    for encoding in ("identity", "gzip"):
        asked = {"Range": "bytes=10-29", "Accept-Encoding": encoding}
        part = http.get(f"/dump/{NQUADS}", headers=asked)
        assert part.content == (whole[10:30] if part.status_code == 206 else whole)
    head = http.head(f"/dump/{NQUADS}", headers={"Accept-Encoding": "identity"})
    assert head.headers["content-length"] == str(len(whole))


def test_a_part_has_a_file_of_its_own_and_those_that_are_too_many_go(
    site: tuple[httpx.Client, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    http, place = site
    whole, part = http.get(f"/dump/{NQUADS}"), http.get(f"/dump/{NQUADS}?layer=asserted")
    assert 0 < len(part.content) < len(whole.content)
    assert part.headers["etag"] != whole.headers["etag"]
    snapshot = snapshots.current(place)
    monkeypatch.setattr(dumps, "MOST_VARIANTS", 2)
    for year in ("2001-01-01", "2002-01-01", "2003-01-01"):
        order = Order.read(Order("", "", "nquads", "", Selection(since=date.fromisoformat(year))).text())
        dumps.make(snapshot, formats.find("nquads"), order.selection)
    folders = {folder.name for folder in (snapshot.directory / "dumps").iterdir()}
    assert len(folders) == 3
    assert "whole" in folders
    assert dumps.found(snapshot, formats.find("nquads")) is not None


@pytest.mark.parametrize(
    ("address", "status", "named"),
    [
        ("rejoinder.docx", 404, "rejoinder.docx"),
        ("rejoinder.nq?layer=all", 422, "layer"),
        ("rejoinder.nq?document=nowhere", 404, "nowhere"),
        ("rejoinder.nq?since=soon", 422, "since"),
        ("rejoinder.nq?since=2015&until=2014", 422, "since"),
        ("rejoinder.nq?color=red", 422, "color"),
        ("rejoinder.nq?dates=sure", 422, "dates"),
    ],
)
def test_what_cannot_be_had_is_told_by_name(
    site: tuple[httpx.Client, Path], address: str, status: int, named: str
) -> None:
    answer = site[0].get(f"/dump/{address}")
    assert answer.status_code == status
    assert named in answer.json()["detail"]


def test_many_who_ask_at_once_have_it_made_once(tmp_path: Path) -> None:
    small.publish(tmp_path, "many")
    with small.client(Settings(store=tmp_path, workers=2, timeout=20)) as http:
        before, seen = set(children()), set[int]()
        ended = threading.Event()

        def watch() -> None:
            while not ended.is_set():
                seen.update(set(children()) - before)
                time.sleep(0.005)

        watcher = threading.Thread(target=watch)
        watcher.start()
        answers: list[bytes] = []
        askers = [
            threading.Thread(target=lambda: answers.append(http.get(f"/dump/{NQUADS}").content))
            for _ in range(6)
        ]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join()
        ended.set()
        watcher.join()
    assert len(answers) == 6
    assert len(set(answers)) == 1
    assert len(seen) == 1


def test_a_server_makes_them_ready_and_ends_what_it_began(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REJOINDER_DOWNLOADS", raising=False)
    small.publish(tmp_path, "ready")
    before = set(children())
    with small.client(Settings(store=tmp_path, workers=2, timeout=20)) as http:
        until = time.monotonic() + 60
        while all(file["size"] is None for file in files(http).values()):
            assert time.monotonic() < until, "no download was made ready"
            time.sleep(0.1)
    assert set(children()) <= before


def test_what_was_changed_or_half_made_is_made_anew(tmp_path: Path) -> None:
    small.publish(tmp_path, "mended")
    snapshot: Snapshot = snapshots.current(tmp_path)
    format_ = formats.find("nquads")
    dumps.make(snapshot, format_, Selection())
    kept = dumps.found(snapshot, format_)
    assert kept is not None
    whole = kept.path.read_bytes()
    kept.path.write_bytes(whole[:-5])
    assert dumps.found(snapshot, format_) is None
    remnant = kept.path.parent / f".{NQUADS}.0123456789ab.part"
    remnant.mkdir()
    (remnant / "made").write_bytes(whole[:7])
    with serving(Settings(store=tmp_path, workers=2, timeout=20)) as address:
        assert httpx.get(f"{address}/dump/{NQUADS}", trust_env=False).content == whole
    assert not remnant.exists()


def test_what_cannot_be_made_says_why(tmp_path: Path) -> None:
    small.publish(tmp_path, "blocked")
    (snapshots.current(tmp_path).directory / "dumps").write_text("no folder", encoding="utf-8")
    with small.client(Settings(store=tmp_path, workers=2, timeout=20)) as http:
        answer = http.get(f"/dump/{NQUADS}")
        assert answer.status_code == 500
        assert "rejoinder.nq cannot be made" in answer.json()["detail"]
        assert "dumps" in answer.json()["detail"]


def test_a_pinned_revision_has_downloads_of_its_own(tmp_path: Path) -> None:
    old = small.publish(tmp_path, "old")
    small.publish(tmp_path, "new")
    with small.client(Settings(store=tmp_path, workers=2, timeout=20)) as http:
        pinned, current = http.get(f"/r/{old}/dump/{NQUADS}"), http.get(f"/dump/{NQUADS}")
        assert b"old 1" in pinned.content
        assert b"new 1" in current.content
        listed = http.get(f"/r/{old}/dump", headers={"Accept": "application/json"}).json()
        assert listed["revision"] == old
