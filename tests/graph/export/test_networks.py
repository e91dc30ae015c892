"""What stands in the networks and what joins it, and how it is written; tests/tools opens them elsewhere."""

import re
from datetime import date
from pathlib import Path

import pytest

from graph.errors import ExportError
from graph.export import formats
from graph.export.networks import NETWORKS
from graph.export.selection import Selection
from graph.snapshots import Snapshot
from tests.graph.export.talk import FORMS, HOSTILE, ODD, Read, made, named, published, talk

PARTS = tuple(network.name for network in NETWORKS)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return published(tmp_path_factory.mktemp("talk"), [*talk(), *named(HOSTILE.items())])


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Publish the invented graph without its hostile names."""
    return published(tmp_path_factory.mktemp("plain"), talk())


@pytest.mark.parametrize("form", FORMS)
def test_speakers_are_joined_to_whom_they_speak_to_and_what_state_about(plain: Snapshot, form: str) -> None:
    read = Read(made(plain, form, "speakers"))
    assert read.joined() == {
        ("addressee", "person/a", "group/b"),
        ("target", "person/a", "state/k"),
        ("target", "state/k", "state/k"),
        ("target", ODD, "state/k"),
    }
    edge = read.edge("addressee", "act", "act/one")
    told = {name: edge[name] for name in edge if name not in {"color", "label", "start", "end", "relation"}}
    assert told == {
        "act": "act/one",
        "name": "One speaks",
        "illocution": "demand",
        "polarity": "affirms",
        "claim": "claim/c",
        "claim_name": "K is large",
        "date": "2017-01",
        "certainty": "probable",
        "capacity": "A, deputy",
        "standing": "hedged",
        "documents": "document/000",
    }
    person = read.node("person/a")
    assert (person["kind"], person["name_ru"], person["state"]) == ("person", "А", "KKK")
    assert read.node(ODD)["kind"] == "other"


@pytest.mark.parametrize("form", FORMS)
def test_acts_are_joined_to_claims_and_to_what_they_reply_to(plain: Snapshot, form: str) -> None:
    read = Read(made(plain, form, "replies"))
    assert read.joined() == {
        ("affirms", "act/one", "claim/c"),
        ("denies", "act/two", "claim/c"),
        ("questions", "act/odd", "claim/c"),
        ("replies", "act/two", "act/one"),
    }
    reply = read.edge("replies", "fact", "response/r")
    assert (reply["response_type"], reply["link_basis"]) == ("rejects", "explicit-in-text")
    assert (reply["least_days"], reply["most_days"], reply["start"]) == ("3", "33", "2017-02-03")
    assert read.node("act/one")["speaker"] == "A"
    assert read.node("act/one")["replies"] == "1"
    assert (read.node("claim/c")["claim_kind"], read.node("claim/c")["about"]) == ("territory", "KKK")


@pytest.mark.parametrize("form", FORMS)
def test_documents_are_joined_to_facts_and_relays_in_order(plain: Snapshot, form: str) -> None:
    read = Read(made(plain, form, "reports"))
    assert read.joined() == {
        ("reports", "document/000", "act/one"),
        ("takes-from", "document/000", "work/w"),
        ("takes-from", "work/w", "group/b"),
        ("tells", "group/b", "act/one"),
        ("reports", "document/001", "act/two"),
        ("reports", "document/001", "response/r"),
    }
    report = read.edge("reports", "report", "report/000-one")
    assert (report["stance"], report["mode"], report["relays"]) == ("hedges", "paraphrase", "2")
    positions = [held["position"] for *_, held in read.edges if held["relation"] == "takes-from"]
    assert positions == ["1", "2"]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("form", FORMS)
def test_all_nodes_have_edges_and_all_ends_are_nodes(snapshot: Snapshot, form: str, part: str) -> None:
    read = Read(made(snapshot, form, part))
    assert {end for source, target, _ in read.edges for end in (source, target)} == set(read.nodes)
    assert len(read.ids) == len(set(read.ids))
    assert {name for held in read.nodes.values() for name in held} <= read.declared | {
        "label",
        "start",
        "end",
    }
    assert "unheard" not in " ".join(read.nodes)


@pytest.mark.parametrize("form", FORMS)
def test_hostile_names_survive_but_for_what_xml_cannot_hold(snapshot: Snapshot, form: str) -> None:
    read = Read(made(snapshot, form, "speakers"))
    for slug, name in HOSTILE.items():
        held = read.node(f"person/{slug}")
        assert held["name"] == re.sub("[\x01\x08\x1f\ufffe]", "\ufffd", name)
        assert len(held["label"]) <= 50
        assert "\n" not in held["label"]


@pytest.mark.parametrize("form", FORMS)
def test_time_is_told_in_days_and_left_open_where_it_is_open(plain: Snapshot, form: str) -> None:
    read = Read(made(plain, form, "replies"))
    times = {held["thing"]: (held.get("start"), held.get("end")) for held in read.nodes.values()}
    assert times["act/one"] == ("2017-01-01", "2017-01-31")
    assert times["act/two"] == ("2017-02-03", None)
    assert times["act/odd"] == (None, None)  # whose latest lies before its earliest
    assert times["claim/c"] == (None, None)  # whose days are none
    assert "replies" not in read.node("act/odd")  # which no integer holds


@pytest.mark.parametrize("form", FORMS)
def test_what_documents_state_alone_has_nothing_derived(plain: Snapshot, form: str) -> None:
    read = Read(made(plain, form, "speakers", Selection(layer="asserted")))
    assert read.joined() == Read(made(plain, form, "speakers")).joined()
    edge = read.edge("addressee", "act", "act/one")
    assert edge["date"] == "2017-01"
    assert {"start", "end", "standing", "documents"}.isdisjoint(edge)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("selection", "acts"),
    [
        (Selection(documents=("001",)), {"act/two"}),
        (Selection(until=date(2017, 1, 31)), {"act/one"}),
        (Selection(since=date(2017, 2, 1), until=date(2017, 12, 31)), {"act/two"}),
        (Selection(until=date(2017, 12, 31), certain=True), {"act/one"}),
    ],
)
def test_what_is_not_selected_is_no_part(
    plain: Snapshot, form: str, selection: Selection, acts: set[str]
) -> None:
    spoken = Read(made(plain, form, "speakers", selection))
    assert {held["act"] for *_, held in spoken.edges} == acts
    replied = Read(made(plain, form, "replies", selection))
    assert {held["thing"] for held in replied.nodes.values()} == {*acts, "claim/c"}
    reported = Read(made(plain, form, "reports", selection))
    facts = {target for relation, _, target in reported.joined() if relation == "reports"}
    assert facts == acts


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("form", FORMS)
def test_the_same_graph_gives_the_same_bytes(
    snapshot: Snapshot, tmp_path: Path, form: str, part: str
) -> None:
    turned = published(tmp_path / "turned", reversed([*talk(), *named(HOSTILE.items())]))
    assert made(snapshot, form, part) == made(turned, form, part)


def test_ids_of_graphml_are_tokens_that_no_two_things_share(plain: Snapshot) -> None:
    read = Read(made(plain, "graphml", "speakers"))
    assert all(re.fullmatch(r"[\w.:-]+", token, re.ASCII) for token in read.nodes)
    assert len(read.nodes) == len({held["thing"] for held in read.nodes.values()}) == 4
    assert "state:k" in read.nodes


@pytest.mark.parametrize("form", FORMS)
def test_a_part_that_is_none_is_refused_with_those_there_are(form: str) -> None:
    with pytest.raises(
        ExportError, match=rf"part rumours: is none of {form}; write one of {', '.join(PARTS)}"
    ):
        formats.find(form, "rumours")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("form", FORMS)
def test_a_graph_without_any_act_gives_an_empty_network(tmp_path: Path, form: str, part: str) -> None:
    read = Read(made(published(tmp_path / "empty", []), form, part))
    assert (read.nodes, read.edges) == ({}, [])
    assert "relation" in read.declared
