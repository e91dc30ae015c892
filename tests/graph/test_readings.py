"""What a rule in code says that it read: enough to derive the triple again, and nothing beside the matter."""

import pyoxigraph as ox
import pytest

from graph import coderules
from graph.bridge import View
from graph.terms import PREFIXES, expand, shorten

CHAIN = """
response:b-a rj:reply act:b ; rj:to act:a .
response:c-b rj:reply act:c ; rj:to act:b .
response:c-z rj:reply act:c ; rj:to act:z ; rj:confidence confidence:low .
"""
TOLD = """
report:r rj:reports act:a ; rj:stance stance:asserts ; rj:mode mode:paraphrase ; rj:evidence passage:p ; rj:hop hop:h .
passage:p rj:document document:001 . document:001 rj:author person:w . hop:h rj:by work:w .
work:w rj:creator person:c ; rj:outlet body:o . body:o rj:bodyKind body-kind:outlet .
report:s rj:reports act:a ; rj:stance stance:asserts ; rj:mode mode:paraphrase ; rj:evidence passage:q .
passage:q rj:document document:002 .
report:other rj:reports act:b ; rj:stance stance:asserts ; rj:evidence passage:q .
"""  # noqa: E501 - a report a line


def stored(turtle: str) -> ox.Store:
    store = ox.Store()
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    store.load((prefixes + turtle).encode(), format=ox.RdfFormat.TURTLE)
    return store


def subjects(triples: list[ox.Triple]) -> set[str]:
    return {shorten(getattr(each.subject, "value", "")) for each in triples}


@pytest.mark.parametrize(("rule", "given"), [("replies", CHAIN), ("origins", TOLD)])
def test_what_was_read_is_enough_to_derive_it_again(rule: str, given: str) -> None:
    store, code = stored(given), coderules.BY_NAME[rule]
    derived = list(code.derive(store))
    assert derived
    for triple in derived:
        alone = ox.Store()
        alone.extend(ox.Quad(*each) for each in code.reads(View(store), triple))
        assert triple in set(code.derive(alone)), triple


def test_a_path_rests_on_the_links_on_its_way_alone() -> None:
    path = ox.NamedNode(expand("reply-path:c-to-act-a"))
    triple = ox.Triple(path, ox.NamedNode(expand("rj:pathSteps")), ox.Literal(2))
    read = list(coderules.BY_NAME["replies"].reads(View(stored(CHAIN)), triple))
    assert subjects(read) == {"response:b-a", "response:c-b"}


def test_origins_rest_on_the_reports_of_the_fact_alone() -> None:
    triple = ox.Triple(
        ox.NamedNode(expand("act:a")), ox.NamedNode(expand("rj:independentOrigins")), ox.Literal(2)
    )
    read = list(coderules.BY_NAME["origins"].reads(View(stored(TOLD)), triple))
    assert "report:other" not in subjects(read)
    assert {"report:r", "report:s", "work:w", "body:o", "document:001"} <= subjects(read)
