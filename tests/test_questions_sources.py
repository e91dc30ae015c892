"""Canned queries on sources: who tells what, through whom, how firmly, on the strength of which works."""

from collections import Counter

import pyoxigraph as ox
import pytest

from graph.sources import Draft
from graph.terms import expand
from tests.asking import QUERIES, Given, asked, column

NAMES = [
    "citations_of_work",
    "corroborated_facts",
    "discrepancies",
    "doubted_reports",
    "evidence",
    "facts_of_document",
    "facts_of_passage",
    "judgements_about",
    "judgements_of_judge",
    "notes_of_document",
    "printed_dates",
    "relay_chains",
    "works_by_citations",
]


def instances(draft: Draft, name: str) -> set[str]:
    """Name what the graph holds of one class."""
    quads = draft.store.quads_for_pattern(None, ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand(name)))
    return {str(quad.subject) for quad in quads}


def test_every_report_of_a_fact_is_evidence_and_a_third_relay_is_seen(draft: Draft) -> None:
    rows = asked(draft, "evidence", {"fact": "act:russian-politicians-provocative-statements"})
    relayed = [row for row in rows if row["relays"] == "3"]
    assert {row["relay_3"] for row in relayed} == {"Sergey Lavrov"}
    assert {row["type"] for row in rows} == {"act"}


def test_what_a_document_says_comes_in_its_order_and_whole(draft: Draft) -> None:
    rows = asked(draft, "facts_of_document", {"document": "document:000"})
    starts = [int(row["start"]) for row in rows]
    assert starts == sorted(starts)
    assert set(column(rows, "document")) == {"document:000"}
    evidenced = {row["fact"] for row in asked(draft, "evidence", {"document": "document:000"})}
    assert set(column(rows, "fact")) == evidenced


def test_a_fact_told_twice_with_two_stances_has_two_rows(draft: Draft) -> None:
    rows = asked(draft, "facts_of_document", {"document": "document:001", "kind": ["relation"]})
    told = [row for row in rows if row["fact"] == "relation:kazakhstan-does-not-recognise-luhansk"]
    assert {row["stance"] for row in told} == {"asserts", "hedges"}
    assert {row["standing"] for row in told} == {"hedged"}


def test_kinds_of_facts_add_up(draft: Draft) -> None:
    both = asked(draft, "facts_of_document", {"document": "document:001", "kind": ["act", "event"]})
    acts = asked(draft, "facts_of_document", {"document": "document:001", "kind": ["act"]})
    events = asked(draft, "facts_of_document", {"document": "document:001", "kind": ["event"]})
    assert acts
    assert events
    assert Counter(column(both, "fact")) == Counter(column(acts + events, "fact"))


@pytest.mark.parametrize(("at", "covered"), [(849, False), (850, True), (1218, True), (1219, False)])
def test_a_passage_covers_its_first_offset_and_not_its_end(draft: Draft, at: int, *, covered: bool) -> None:
    rows = asked(draft, "facts_of_passage", {"document": "document:000", "at": at})
    assert ("act:slutsky-denial" in column(rows, "fact")) is covered


def test_a_passage_is_found_by_name_as_by_an_offset_in_it(draft: Draft) -> None:
    by_name = asked(draft, "facts_of_passage", {"passage": "passage:000-850-1219"})
    assert by_name == asked(draft, "facts_of_passage", {"document": "document:000", "at": 900}) != []


def test_overlapping_passages_at_one_offset_are_all_shown(draft: Draft) -> None:
    rows = asked(draft, "facts_of_passage", {"document": "document:000", "at": 300})
    assert {"passage:000-268-570", "passage:000-268-659"} <= set(column(rows, "passage"))


def test_a_chain_reads_from_the_outlet_to_who_spoke(draft: Draft) -> None:
    rows = asked(draft, "relay_chains", {"fact": "act:russia-takes-entreaties-seriously"})
    assert [(row["position"], row["role"], row["link_label"]) for row in rows] == [
        ("1", "relay", "Tengri News"),
        ("2", "relay", "Anuar Zhainakov"),
        ("3", "speaker", "Russia"),
    ]


def test_positions_of_a_chain_have_no_gap(draft: Draft) -> None:
    chains: dict[tuple[str, str], set[int]] = {}
    for row in asked(draft, "relay_chains", {"min_chain": 2}):
        chains.setdefault((row["report"], row["fact"]), set()).add(int(row["position"]))
        assert int(row["relays"]) >= 2
    assert chains
    assert all(found == set(range(1, len(found) + 1)) for found in chains.values())


def test_what_an_outlet_published_went_through_it(draft: Draft) -> None:
    by_work = asked(draft, "relay_chains", {"relay": "work:azattyq-ruhy-lavrov"})
    by_outlet = asked(draft, "relay_chains", {"relay": "body:azattyq-ruhy"})
    assert set(column(by_work, "report")) < set(column(by_outlet, "report"))
    assert "report:004-note-quote" in column(by_outlet, "report")


def test_a_chain_shorter_than_asked_for_is_left_out(draft: Draft) -> None:
    given = {"fact": "act:russia-takes-entreaties-seriously"}
    assert asked(draft, "relay_chains", {**given, "min_chain": 3}) == []


def test_only_what_is_doubted_or_inferred_is_listed_as_such(draft: Draft) -> None:
    rows = asked(draft, "doubted_reports", {})
    assert all(row["stance"] != "asserts" or row["mode"] == "author-inference" for row in rows)
    assert "curator-inference" not in column(rows, "mode")
    doubted = asked(draft, "doubted_reports", {"doubt": ["doubts"], "document": "document:000"})
    assert column(doubted, "fact") == ["membership:belarus-csto-leaving", "membership:belarus-eeu-leaving"]
    assert set(column(doubted, "standing")) == {"doubted"}


def test_the_hedge_of_a_reporter_is_not_the_doubt_of_the_speaker(draft: Draft) -> None:
    rows = asked(draft, "doubted_reports", {"doubt": ["hedges"], "document": "document:000"})
    told = next(row for row in rows if row["fact"] == "act:shperov-temporary")
    assert (told["cue"], told["stance"], told["certainty"]) == ("is said to have", "hedges", "certain")


def test_what_a_curator_infers_is_listed_where_it_is_asked_for(draft: Draft) -> None:
    rows = asked(draft, "doubted_reports", {"doubt": ["curator-inference"], "document": "document:003"})
    assert set(column(rows, "mode")) == {"curator-inference"}
    assert "relation:state-run-newspaper-is-kazpravda" in column(rows, "fact")


def test_reports_through_one_hand_are_one_origin(draft: Draft) -> None:
    rows = {row["fact"]: row for row in asked(draft, "corroborated_facts", {})}
    ally = rows["relation:kazakhstan-ally-russia"]
    assert (ally["origins"], ally["documents"], ally["reports"]) == ("3", "3", "7")
    assert rows["membership:nikonov-duma"]["origins"] == "2"
    assert all(int(row["origins"]) <= int(row["reports"]) for row in rows.values())


@pytest.mark.parametrize(("least", "found"), [(4, ["membership:putin-president"]), (5, [])])
def test_as_many_origins_as_asked_for_are_enough(draft: Draft, least: int, found: list[str]) -> None:
    assert column(asked(draft, "corroborated_facts", {"least_origins": least}), "fact") == found


def test_what_is_doubted_backs_nothing(draft: Draft) -> None:
    rows = asked(draft, "corroborated_facts", {"least_origins": 1, "kind": ["membership"]})
    assert rows
    assert "membership:belarus-eeu-leaving" not in column(rows, "fact")


def test_a_discrepancy_is_one_row_and_its_reach_fits_its_documents(draft: Draft) -> None:
    rows = asked(draft, "discrepancies", {})
    kept = instances(draft, "rj:Discrepancy")
    assert len(rows) == len(set(column(rows, "discrepancy"))) == len(kept)
    reach = {"within-document": 0, "between-documents": 0, "with-reference": 0}
    for row in rows:
        one, other = row["one_document"], row["other_document"]
        fits = (
            "with-reference"
            if not (one and other)
            else "within-document"
            if one == other
            else "between-documents"
        )
        assert row["reach"] == fits
        assert row["one_label"]
        assert row["other_label"]
        assert row["note"]
        reach[fits] += 1
    assert all(reach.values())


def test_what_documents_disagree_about_is_found_by_either(draft: Draft) -> None:
    by_one = asked(draft, "discrepancies", {"document": "document:003", "only": "between-documents"})
    by_other = asked(draft, "discrepancies", {"document": "document:004", "only": "between-documents"})
    assert "discrepancy:004-note-or-summons" in {*column(by_one, "discrepancy")} & {
        *column(by_other, "discrepancy")
    }


def test_discrepancies_of_a_fact_are_those_of_its_reports(draft: Draft) -> None:
    rows = asked(draft, "discrepancies", {"fact": "act:nikonov-great-gift"})
    assert {"Great gift and big gift", "The north or the whole territory"} <= set(column(rows, "label"))


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("evidence", {"fact": "act:slutsky-denial", "document": "document:004"}),
        ("facts_of_document", {"document": "document:000", "kind": ["citation"]}),
        ("facts_of_passage", {"document": "document:000", "at": 5_822}),
        ("relay_chains", {"relay": "person:pavel-shperov"}),
        ("doubted_reports", {"doubt": ["rejects"], "document": "document:002"}),
        ("corroborated_facts", {"kind": ["citation"]}),
        ("discrepancies", {"document": "document:000", "kind": ["discrepancy-kind:contradiction"]}),
        ("judgements_about", {"about": "act:limonov-annex", "judge": "person:sultan-akimbekov"}),
        ("judgements_of_judge", {"judge": "person:maria-zakharova"}),
        ("works_by_citations", {"document": "document:000"}),
        ("notes_of_document", {"document": "document:003"}),
        ("notes_of_document", {"document": "document:004", "about": "person:pavel-shperov"}),
        ("citations_of_work", {"work": "work:mfa-russia-readout-2017-02-03"}),
        ("printed_dates", {"fact": "act:colleagues-blame-ukrainian-media"}),
    ],
)
def test_nothing_found_is_no_rows(draft: Draft, name: str, given: dict[str, Given]) -> None:
    assert asked(draft, name, given) == []


@pytest.mark.parametrize("name", [name for name in NAMES if QUERIES[name].fact])
def test_the_fact_of_a_row_can_be_narrowed_from_outside(draft: Draft, name: str) -> None:
    query = QUERIES[name]
    examples = {parameter.name: parameter.example for parameter in query.parameters}
    whole, kept, none = (
        len(list(solutions(draft, query.instantiate(examples, filters))))
        for filters in ([], [f"FILTER(BOUND(?{query.fact}))"], [f"FILTER(?{query.fact} = rj:nothing)"])
    )
    assert whole == kept > none == 0


def solutions(draft: Draft, text: str) -> ox.QuerySolutions:
    results = draft.store.query(text, use_default_graph_as_union=True)
    assert isinstance(results, ox.QuerySolutions)
    return results
