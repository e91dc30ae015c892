from pathlib import Path

import pytest

from graph.check import assemble
from graph.sources import Draft
from graph.terms import GRAPH, expand, shorten
from tests.graph.tiny import Tiny, copy


def derived(draft: Draft, rule: str) -> list[tuple[str, str, str]]:
    graph = f"{GRAPH}rule/{rule}"
    return sorted(
        (shorten(str(q.subject)[1:-1]), shorten(q.predicate.value), str(q.object))
        for q in draft.store
        if str(q.graph_name) == f"<{graph}>"
    )


def add_rule(tiny: Tiny, name: str, text: str) -> list[str]:
    (tiny.roots.ontology / "rules" / name).write_text(text, encoding="utf-8")
    return [f"{Path(finding.file).name}: {finding.what}" for finding in assemble(tiny.roots).findings]


def test_dates_get_bounds_as_days_and_as_numbers(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    tiny.edit("facts/000.ttl", '"1901-05"', '"../1901-05"')
    date, integer = (f"^^<{expand(name)}>" for name in ("xsd:date", "xsd:integer"))
    assert derived(assemble(tiny.roots), "bounds") == [
        ("act:claims-pond", "rj:earliest", f'"1901-05-02"{date}'),
        ("act:claims-pond", "rj:earliestDay", f'"-25081"{integer}'),
        ("act:claims-pond", "rj:latest", f'"1901-05-02"{date}'),
        ("act:claims-pond", "rj:latestDay", f'"-25081"{integer}'),
        ("act:denies-claim", "rj:latest", f'"1901-05-31"{date}'),
        ("act:denies-claim", "rj:latestDay", f'"-25052"{integer}'),
    ]


def test_a_rule_sees_what_the_rules_before_it_derived(tmp_path: Path) -> None:
    draft = assemble(copy(tmp_path).roots)
    answer = ("act:denies-claim", "rj:respondsTo", f"<{expand('act:claims-pond')}>")
    assert derived(draft, "responds-to") == [answer]
    assert derived(draft, "spoken-of") == [
        ("act:denies-claim", "rj:spokenOf", f"<{expand('person:miller')}>")
    ]


def test_what_already_stands_is_not_derived_again(tmp_path: Path) -> None:
    tiny = copy(tmp_path)
    tiny.edit(
        "facts/000.ttl", "rj:speaker person:baker", "rj:speaker person:baker ; rj:respondsTo act:claims-pond"
    )
    draft = assemble(tiny.roots)
    assert derived(draft, "responds-to") == []
    assert derived(draft, "spoken-of") != []


def test_each_rule_is_a_graph_of_the_inferred_layer_only(tmp_path: Path) -> None:
    layers = assemble(copy(tmp_path).roots).layers()
    short = {name: [graph.removeprefix(GRAPH) for graph in graphs] for name, graphs in layers.items()}
    asserted = ["document/000", "document/001", "ontology", "queries", "reference"]
    assert short["asserted"] == asserted
    assert short["curated"] == ["curated", *asserted]
    inferred = {"rule/bounds", "rule/responds-to", "rule/spoken-of"}
    assert inferred <= set(short["inferred"])
    assert all(graph.startswith("rule/") for graph in set(short["inferred"]) - set(short["curated"]))


BROKEN = [
    ("SELECT * WHERE { ?s ?p ?o }", "is no CONSTRUCT query"),
    ("DESCRIBE ?s WHERE { ?s ?p ?o } # CONSTRUCT", "is no CONSTRUCT query"),
    ("ASK { ?s <urn:CONSTRUCT> 'CONSTRUCT' }", "is no CONSTRUCT query"),
    ("", "is no CONSTRUCT query"),
    ("CONSTRUCT { ?s ?p ?o } WHERE {\n ?s ?p }", "line 2, column "),
    ("CONSTRUCT { [] <urn:p> ?o } WHERE { ?s ?p ?o }", "derives blank nodes"),
    ("#+ summary: [\nCONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "the header is no YAML"),
]


@pytest.mark.parametrize(("text", "said"), BROKEN)
def test_a_rule_that_cannot_be_run_is_a_finding(text: str, said: str, tmp_path: Path) -> None:
    (found,) = add_rule(copy(tmp_path), "30-broken.rq", text)
    assert found.startswith(f"30-broken.rq: {said}")


def test_two_rules_of_one_name_are_a_finding(tmp_path: Path) -> None:
    text = "CONSTRUCT { ?s <urn:p> ?o } WHERE { ?s <urn:q> ?o }"
    (found,) = add_rule(copy(tmp_path), "99-bounds.rq", text)
    assert found == "99-bounds.rq: there is another rule bounds"
