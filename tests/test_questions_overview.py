"""What happened when, how much of what, what words mean, what is grouped, counted, and what is not there."""

from collections.abc import Mapping
from itertools import pairwise

import pyoxigraph as ox
import pytest

from graph.sources import Draft
from graph.terms import expand
from tests.asking import QUERIES, Given, asked, column, text

DIMENSIONS = next(p for p in QUERIES["acts_by_two_dimensions"].parameters if p.name == "rows").declared.values


def of_class(draft: Draft, name: str) -> set[str]:
    """Find all things of a class."""
    quads = draft.store.quads_for_pattern(
        None, ox.NamedNode(expand("rdf:type")), ox.NamedNode(expand(name)), None
    )
    return {text(quad.subject) for quad in quads}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("events_in_time", {"kind": ["event-kind:referendum"], "with": "state:china"}),
        ("events_in_time", {"kind": ["event-kind:call"], "at": "territory:crimea"}),
        ("quantities_of_thing", {"of": "state:armenia"}),
        ("quantities_of_thing", {"unit": "unit:kilometre", "at_least": "7001"}),
        ("definitions_of_notion", {"notion": "notion:ruble"}),
        ("groupings_and_members", {"member": "state:iraq"}),
        ("acts_by_two_dimensions", {"rows": "speaker", "columns": "frame", "target": "state:armenia"}),
    ],
)
def test_nothing_found_is_no_rows(draft: Draft, name: str, values: Mapping[str, Given]) -> None:
    assert asked(draft, name, values) == []


@pytest.mark.parametrize("name", [name for name, query in QUERIES.items() if query.fact])
def test_an_answer_can_be_narrowed_by_what_its_rows_are_about(draft: Draft, name: str) -> None:
    examples = {one.name: one.example and text(one.example) for one in QUERIES[name].parameters}
    stands = f"{{ ?{QUERIES[name].fact} <{expand('rj:standing')}> ?anyStanding }}"
    whole = asked(draft, name, examples)
    assert asked(draft, name, examples, [f"FILTER(EXISTS {stands})"]) == whole != []
    assert asked(draft, name, examples, [f"FILTER(NOT EXISTS {stands})"]) == []


def test_an_act_or_event_is_on_the_timeline_or_without_date(draft: Draft) -> None:
    dated = column(asked(draft, "timeline", {}), "thing")
    undated = column(asked(draft, "facts_without_date", {"only": ["act", "event"]}), "fact")
    assert set(dated) | set(undated) == of_class(draft, "rj:SpeechAct") | of_class(draft, "rj:Event")
    assert not set(dated) & set(undated)
    assert len(dated) == len(set(dated))


def test_the_timeline_runs_forward(draft: Draft) -> None:
    rows = asked(draft, "timeline", {})
    days = [row["earliest"] for row in rows if row["earliest"]]
    assert all(first <= second for first, second in pairwise(days))


def test_an_event_is_one_row_however_many_took_part(draft: Draft) -> None:
    rows = asked(draft, "events_in_time", {})
    assert sorted(column(rows, "event")) == sorted(of_class(draft, "rj:Event"))
    stage = next(row for row in rows if row["event"] == "event:tokayev-putin-stage")
    assert (stage["participants"], stage["participant_label"]) == ("3", "Kassym-Jomart Tokayev")


def test_whoever_took_part_finds_the_event(draft: Draft) -> None:
    stage = "event:tokayev-putin-stage"
    for party in ("person:vladimir-putin", "person:kassym-jomart-tokayev", "person:margarita-simonyan"):
        assert stage in column(asked(draft, "events_in_time", {"with": party}), "event")


def test_q28_two_years_for_the_end_of_the_soviet_union(draft: Draft) -> None:
    rows = asked(draft, "events_in_time", {"kind": ["event-kind:dissolution"]})
    assert [row["date"][:4] for row in rows] == ["1990", "1991"]


def test_q19_parliament_approved_the_deployment_on_1_march(draft: Draft) -> None:
    rows = asked(draft, "events_in_time", {"kind": ["event-kind:decision", "event-kind:troop-deployment"]})
    approved = next(row for row in rows if row["event"] == "event:parliament-approves-deployment")
    assert approved["date"] == "2014-03-01"


def test_q14_the_two_zones_of_the_treaty_of_1998(draft: Draft) -> None:
    areas = asked(draft, "quantities_of_thing", {"unit": "unit:square-kilometre", "at_most": "1000"})
    assert sum(int(value) for value in column(areas, "value")) == 1060
    signed = asked(draft, "events_in_time", {"kind": ["event-kind:signing"], "with": "state:china"})
    assert column(signed, "date") == ["1998"]


def test_q21_one_border_is_5300_kilometres_longer(draft: Draft) -> None:
    rows = asked(draft, "quantities_of_thing", {"unit": "unit:kilometre"})
    longer, shorter = (int(value) for value in column(rows, "value"))
    assert longer - shorter == 5300
    assert column(rows, "approximation") == ["exact", "about"]


def test_q05_trade_is_an_average_of_12_billion(draft: Draft) -> None:
    rows = asked(draft, "quantities_of_thing", {"of": "notion:trade", "unit": "unit:us-dollar"})
    figures = {(row["value"], row["approximation"]) for row in rows}
    assert figures == {("12000000000", "average")}
    vague = [
        row["unit_of_measure"]
        for row in asked(draft, "quantities_of_thing", {"of": "notion:trade"})
        if row["approximation"] == "vague"
    ]
    assert vague == [""]  # the balance, which the document gives neither a figure nor a currency


@pytest.mark.parametrize(("least", "most", "found"), [(600, 700, True), (601, 700, False), (400, 500, True)])
def test_a_span_of_figures_is_held_against_both_bounds(
    draft: Draft, least: int, most: int, found: bool
) -> None:
    rows = asked(draft, "quantities_of_thing", {"at_least": least, "at_most": most})
    assert ("quantity:states-if-self-determination" in column(rows, "quantity")) is found


def test_a_vague_figure_has_no_value_and_fits_no_bound(draft: Draft) -> None:
    assert "vague" in column(asked(draft, "quantities_of_thing", {}), "approximation")
    assert "vague" not in column(asked(draft, "quantities_of_thing", {"at_least": 0}), "approximation")


@pytest.mark.parametrize(
    ("notion", "judge", "note", "pages"),
    [
        ("notion:regional-security-complex", "person:barry-buzan", "33", "44"),
        ("notion:securitization", "person:barry-buzan", "34", "491"),
        ("notion:desecuritization", "person:aidar-amrebayev", "", ""),
    ],
)
def test_a_definition_names_who_gives_it_and_its_note(
    draft: Draft, notion: str, judge: str, note: str, pages: str
) -> None:
    rows = asked(draft, "definitions_of_notion", {"notion": notion})
    assert [(row["judge"], row["note_number"], row["pages"]) for row in rows] == [(judge, note, pages)]


def test_q32_three_pro_government_critics(draft: Draft) -> None:
    rows = asked(draft, "groupings_and_members", {"set": "grouping:pro-government-critics"})
    assert column(rows, "counted_label") == ["Gani Kasymov", "Murat Abenov", "Nikolai Logutov"]


def test_q03_spheres_of_concession(draft: Draft) -> None:
    rows = asked(draft, "groupings_and_members", {"set": "grouping:spheres-of-concession"})
    spheres = set(column(rows, "counted"))
    assert {
        "notion:trade",
        "notion:oil-transit",
        "notion:finance",
        "notion:russian-led-organisations",
    } <= spheres


def test_a_class_without_named_members_is_listed(draft: Draft) -> None:
    rows = asked(draft, "groupings_and_members", {"set": "grouping:customs-union-distant"})
    assert [(row["counted"], row["division"]) for row in rows] == [
        ("", "grouping:former-soviet-states-by-customs-union")
    ]


def test_stages_have_their_time(draft: Draft) -> None:
    rows = asked(draft, "groupings_and_members", {"set": "grouping:two-stages-of-relations"})
    dates = {row["grouping"]: row["date"] for row in rows}
    assert dates["grouping:first-stage"] == "1991/2005~"
    assert dates["grouping:second-stage"] == "2005~/.."


def test_documents_hold_at_least_the_acts_that_their_files_declare(draft: Draft) -> None:
    rows = {row["document"]: row for row in asked(draft, "documents_covered", {})}
    declared = draft.store.quads_for_pattern(None, ox.NamedNode(expand("rj:actCount")), None)
    for quad in declared:
        row = rows[text(quad.subject)]
        assert int(row["acts"]) >= int(text(quad.object))
        assert int(row["utterances"]) <= int(row["acts"])
        assert row["first_day"] < row["last_day"]
    assert len(rows) == 5


def test_no_document_is_in_russian_or_kazakh(draft: Draft) -> None:
    rows = asked(draft, "languages_covered", {})
    assert {row["language"]: row["documents"] for row in rows} == {"en": "5", "ru": "0", "kk": "0"}
    assert all(int(row["names"]) > 0 for row in rows)


def test_a_month_counts_what_lies_in_it_for_certain(draft: Draft) -> None:
    months = asked(draft, "periods_covered", {"step": "month", "first_year": 2017, "last_year": 2017})
    assert column(months, "period") == [f"2017-{month:02}" for month in range(1, 13)]
    january, february = months[:2]
    # three things that Shperov is said to have said on the 26th, and the charge against Umerov on the 30th
    assert (january["acts"], january["utterances"], january["told"]) == ("4", "2", "certain")
    assert february["told"] == "certain"
    assert {row["told"] for row in months[2:]} == {"possible"}


def test_a_year_of_which_nothing_is_told_is_listed_as_such(draft: Draft) -> None:
    years = {row["period"]: row for row in asked(draft, "periods_covered", {"step": "year"})}
    assert [min(years), max(years)] == ["1917", "2022"]
    assert (years["1950"]["told"], years["1950"]["documents_searched"]) == ("nothing", "5")
    assert years["1917"]["told"] == "certain"
    counts = ("acts", "utterances", "events", "possible", "documents")
    assert {years["1950"][count] for count in counts} == {"0"}


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_every_dimension_counts_every_act(draft: Draft, dimension: str) -> None:
    rows = asked(draft, "acts_by_two_dimensions", {"rows": dimension, "columns": "illocution"})
    acts = len(of_class(draft, "rj:SpeechAct"))
    several = {"target", "territory", "addressee", "frame", "document"}
    total = sum(int(row["acts"]) for row in rows)
    assert total == acts or (total > acts and dimension in several)
    assert all(int(row["utterances"]) <= int(row["acts"]) for row in rows)
    assert all(row["row_label"] and row["column_label"] for row in rows)


def test_q22_who_called_the_territory_a_gift_by_frame(draft: Draft) -> None:
    rows = asked(
        draft,
        "acts_by_two_dimensions",
        {"rows": "speaker", "columns": "claim", "target": "state:kazakhstan"},
    )
    gift = "claim:kazakhstan-territory-is-a-gift"
    voices = {row["row_label"] for row in rows if row["column"] == gift}
    assert voices == {"Vyacheslav Nikonov", "Yevgeny Fedorov", "Kassym-Jomart Tokayev"}  # the last denies it


def test_acts_of_one_utterance_are_one_utterance(draft: Draft) -> None:
    rows = asked(draft, "acts_by_two_dimensions", {"rows": "speaker", "columns": "year"})
    shperov = {row["column"]: row for row in rows if row["row"] == "person:pavel-shperov"}
    assert {year: (row["acts"], row["utterances"]) for year, row in shperov.items()} == {"2017": ("3", "1")}


def test_a_date_over_two_years_has_a_column_of_its_own(draft: Draft) -> None:
    years = set(
        column(asked(draft, "acts_by_two_dimensions", {"rows": "standing", "columns": "year"}), "column")
    )
    assert {"none", "2012/2013", "2008/..", "2017"} <= years


def test_who_is_only_spoken_of_has_no_acts(draft: Draft) -> None:
    rows = {row["thing"]: row for row in asked(draft, "named_things_by_appearance", {"only": ["person"]})}
    karasin = rows["person:grigory-karasin"]
    assert (karasin["acts"], karasin["documents"]) == ("0", "1")
    assert int(karasin["facts"]) > 0
    assert int(rows["person:kassym-jomart-tokayev"]["documents"]) == 3
