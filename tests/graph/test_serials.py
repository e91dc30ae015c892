"""Numbers order facts by date and passages by place."""

from pathlib import Path

from graph.check import assemble
from graph.terms import GRAPH, shorten
from tests.graph.tiny import copy


def numbered(folder: Path) -> dict[str, int]:
    draft = assemble(copy(folder).roots)
    quads = [quad for quad in draft.store if str(quad.graph_name) == f"<{GRAPH}rule/serial>"]
    return {shorten(str(quad.subject)[1:-1]): int(str(quad.object).split('"')[1]) for quad in quads}


def test_facts_are_numbered_by_the_first_day_their_date_allows(tmp_path: Path) -> None:
    numbers = numbered(tmp_path)
    acts = {name: number for name, number in numbers.items() if name.startswith("act:")}
    assert acts["act:denies-claim"] < acts["act:claims-pond"]  # some day in May, the second of May


def test_passages_are_numbered_by_document_and_offset_from_one(tmp_path: Path) -> None:
    passages = {name: n for name, n in numbered(tmp_path).items() if name.startswith("passage:")}
    places = sorted(
        passages, key=lambda name: [int(part) for part in name.removeprefix("passage:").split("-")]
    )
    assert [passages[name] for name in places] == list(range(1, len(places) + 1))
