"""Comunica asks a started service, alone and joined with a second endpoint; its lock names no address."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from graph import snapshots
from service.settings import Settings
from tests.needs import need
from tests.service.live import serving
from tests.service.small import EX, LAYERS
from tests.stored import Stored

ROOT = Path(__file__).parent.parent
COMUNICA = ROOT / "examples/comunica"
INHABITANTS = {"Q232": 19, "Q159": 146, "Q148": 1412, "Q30": 335}  # in millions, as if Wikidata had them so
WIKIDATA = "http://www.wikidata.org/"


def test_the_lock_file_has_hashes_and_no_address() -> None:
    lock = (COMUNICA / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert lock.count('"integrity": "sha512-') > 100
    assert (COMUNICA / ".npmrc").read_text("utf-8") == (ROOT / "service/web/.npmrc").read_text("utf-8")
    asked = json.loads((COMUNICA / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert json.loads(lock)["packages"][""]["dependencies"] == asked


def publish(place: Path) -> None:
    """Publish what a second endpoint knows of a few items."""
    graph, property_ = NamedNode(EX + "graph"), NamedNode(WIKIDATA + "prop/direct/P1082")
    items = {item: NamedNode(f"{WIKIDATA}entity/{item}") for item in INHABITANTS}
    quads = [Quad(items[item], property_, Literal(number), graph) for item, number in INHABITANTS.items()]
    snapshots.publish(place, quads, LAYERS)


@pytest.mark.soak
@pytest.mark.timeout(600)
def test_comunica_asks_and_joins(store: Path, tmp_path: Path) -> None:
    """Takes 60 MB and up to a minute to install."""
    node, npm = shutil.which("node"), shutil.which("npm")
    need("Node with npm", node and npm)
    shutil.copytree(COMUNICA, tmp_path / "comunica", ignore=shutil.ignore_patterns("node_modules"))
    publish(tmp_path / "second")

    def run(*command: str) -> list[str]:
        done = subprocess.run(
            command,
            cwd=tmp_path / "comunica",
            env=os.environ | {"no_proxy": "*"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    run(str(npm), "ci", "--loglevel=error")
    here, there = Settings(store=store, workers=2), Settings(store=tmp_path / "second", workers=2)
    with serving(here, None) as address, serving(there, None) as second:
        denied = run(str(node), "claims.js", address)
        joined = run(str(node), "join.js", address, f"{second}/sparql")
    stored = Stored(store)
    assert denied == sorted(denials(stored), key=lambda line: line.split("\t")) != []
    assert [tuple(line.split("\t")) for line in joined] == counted(stored)


def denials(stored: Stored) -> set[str]:
    found = set()
    for act, claim in stored.each("denies"):
        for speaker in stored.of(act, "speaker"):
            date, standing = (stored.of(act, "date") or ["undated"])[0], stored.of(act, "standing")[0]
            cells = (stored.label(speaker), stored.label(claim), date, stored.label(standing))
            found.add("\t".join(cells))
    return found


def counted(stored: Stored) -> list[tuple[str, ...]]:
    """Count the acts about the states that both endpoints know and the query names."""
    states = {"Kazakhstan": "Q232", "Russia": "Q159", "China": "Q148"}
    acts: dict[str, set[str]] = {state: set() for state in states}
    for act, target in stored.each("target"):
        if act.startswith("act/") and stored.label(target) in acts:
            acts[stored.label(target)].add(act)
    rows = sorted(((-len(found), state) for state, found in acts.items() if found))
    return [(str(-count), state, str(INHABITANTS[states[state]])) for count, state in rows]
