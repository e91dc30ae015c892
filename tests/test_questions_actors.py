"""The canned queries on actors, on the real graph: edges, nothing found, and what analysts ask."""

from collections.abc import Mapping

import pytest

from graph.sources import Draft
from tests.asking import Given, Rows, added, asked, column


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("acts_for_body", {"body": "body:csto"}),
        ("acts_for_body", {"body": "body:eurasian-economic-union"}),
        ("acts_for_state", {"state": "state:armenia"}),
        ("acts_for_state", {"state": "state:china", "target": "state:kyrgyzstan"}),
        ("acts_without_stated_capacity", {"basis": "from-outside"}),
        ("posts_on_date", {"on": "2017-02-01", "organization": "body:csto"}),
        ("posts_of_person", {"person": "person:tigran-keosayan"}),
        ("who_speaks_of_whom", {"speaker": ["person:grigory-karasin"]}),
        ("response_times", {"by": "body", "body_kind": "body-kind:university"}),
    ],
)
def test_nothing_found_is_no_rows(draft: Draft, name: str, values: Mapping[str, Given]) -> None:
    assert asked(draft, name, values) == []


def test_a_parliament_is_spoken_for_by_its_deputies_and_by_the_chair_of_its_committee(draft: Draft) -> None:
    rows = asked(draft, "acts_for_body", {"body": "body:state-duma"})
    assert set(column(rows, "speaker_label")) == {
        "Leonid Slutsky",
        "Pavel Shperov",
        "Vyacheslav Nikonov",
        "Yevgeny Fedorov",
    }
    assert set(column(rows, "voice")) == {"in-post"}
    committee = asked(draft, "acts_for_body", {"body": "body:duma-committee-international-affairs"})
    assert set(column(committee, "speaker_label")) == {"Leonid Slutsky"}


def test_a_ministry_speaks_itself_and_by_its_officials(draft: Draft) -> None:
    rows = asked(draft, "acts_for_body", {"body": "body:mfa-kazakhstan"})
    voices = {(row["voice"], row["speaker_label"]) for row in rows}
    assert voices == {
        ("itself", "Ministry of Foreign Affairs of Kazakhstan"),
        ("in-post", "Mukhtar Tleuberdi"),
        ("in-post", "Anuar Zhainakov"),
    }
    branch = asked(draft, "acts_for_body", {"body": "body:fsb"})
    assert [(row["voice"], row["act"]) for row in branch] == [("part", "act:fsb-charges-umerov")]


def test_q11_deputies_speak_for_the_state_without_stating_its_policy(draft: Draft) -> None:
    rows = asked(draft, "acts_for_state", {"state": "state:russia", "target": "state:kazakhstan"})
    deputies = {row["speaker_label"]: row["may_state_policy"] for row in rows if "Duma" in row["capacity"]}
    assert deputies["Pavel Shperov"] == "false"
    outside = {"Eduard Limonov", "Vladimir Zhirinovsky"}
    assert outside.isdisjoint(column(rows, "speaker_label"))
    assert {row["about"] for row in rows} == {"state:kazakhstan"}


def test_without_a_target_what_is_about_no_state_is_listed_too(draft: Draft) -> None:
    every = asked(draft, "acts_for_state", {"state": "state:russia"})
    narrowed = asked(draft, "acts_for_state", {"state": "state:russia", "target": "state:kazakhstan"})
    assert {row["act"] for row in every if not row["about"]} >= {"act:slutsky-blames-journalist"}
    assert {row["act"] for row in narrowed} < {row["act"] for row in every}


def test_a_former_post_is_no_capacity_and_a_doubtful_one_is_shown_as_unknown(draft: Draft) -> None:
    rows = asked(draft, "acts_without_stated_capacity", {})
    posts = {row["act"]: (row["possible_post"], row["held_then"]) for row in rows if row["possible_post"]}
    assert posts == {"act:auezov-commendable": ("Auezov, called a leading judge of Kazakhstan", "unknown")}
    assert set(column(rows, "speaker_kind")) == {"person", "group"}
    people = {row["speaker_label"] for row in rows if row["speaker_kind"] == "person"}
    assert people == {"Ilmi Umerov", "Murat Auezov", "Tigran Keosayan"}


def test_a_capacity_named_in_another_passage_can_be_asked_for(draft: Draft) -> None:
    rows = asked(draft, "acts_without_stated_capacity", {"basis": ["from-elsewhere-in-document"]})
    assert set(column(rows, "capacity_basis")) == {"from-elsewhere-in-document"}
    assert all(column(rows, "capacity"))


def held(rows: Rows) -> dict[str, tuple[str, str]]:
    return {row["membership"]: (row["held"], row["ground"]) for row in rows}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2017-01-31", ("possible", "act-after")),
        ("2017-02-01", ("certain", "act-that-day")),
        ("2017-02-02", ("possible", "act-before")),
    ],
)
def test_a_post_is_certain_on_the_day_of_an_act_in_it_and_on_no_other(
    draft: Draft, day: str, expected: tuple[str, str]
) -> None:
    rows = held(asked(draft, "posts_on_date", {"on": day}))
    assert rows["membership:tleuberdi-deputy-minister"] == expected


def test_acts_on_both_sides_make_a_post_possible_and_none_at_all_leave_it_unknown(draft: Draft) -> None:
    rows = held(asked(draft, "posts_on_date", {"on": "2016-06-01", "organization": "state:russia"}))
    assert rows["membership:putin-president"] == ("possible", "acts-before-and-after")
    assert rows["membership:yeltsin-leader"] == ("unknown", "none")
    assert "membership:tleuberdi-deputy-minister" not in rows
    assert "membership:slutsky-committee" in rows  # by the committee, of the Duma, of Russia


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2011-11-30", None),
        ("2011-12-01", ("possible", "dates-allow")),
        ("2012-02-29", ("certain", "dates-cover")),
        ("2016-03-01", ("certain", "dates-cover")),
        ("2016-03-02", ("possible", "dates-allow")),
        ("2016-04-01", None),
        ("1969-12-31", None),
    ],
)
def test_dates_of_a_post_count_to_the_day(draft: Draft, day: str, expected: tuple[str, str] | None) -> None:
    # From some day of December 2011 to some day of March 2016: sure are 31 December to 1 March.
    dated = added(
        draft,
        """
        membership:karasin-deputy-minister rj:date "2011-12/2016-03"^^edtf:EDTF ;
          rj:earliestDay 15309 ; rj:certainFromDay 15339 ; rj:certainToDay 16861 ; rj:latestDay 16891 .
        """,
    )
    rows = held(asked(dated, "posts_on_date", {"on": day}))
    assert rows.get("membership:karasin-deputy-minister") == expected


def test_certain_posts_come_first_and_can_be_asked_for_alone(draft: Draft) -> None:
    rows = asked(draft, "posts_on_date", {"on": "2017-02-01"})
    assert column(rows, "held")[:2] == ["certain", "certain"]
    sure = asked(draft, "posts_on_date", {"on": "2017-02-01", "holding": ["certain"]})
    assert column(sure, "person_label") == ["Leonid Slutsky", "Mukhtar Tleuberdi"]
    ministers = {"on": "2022-02-15", "post": ["post:foreign-minister"], "organization": "state:kazakhstan"}
    assert [(row["person_label"], row["ground"]) for row in asked(draft, "posts_on_date", ministers)] == [
        ("Mukhtar Tleuberdi", "act-around")
    ]


def test_q18_posts_of_tleuberdi_earliest_first(draft: Draft) -> None:
    rows = asked(draft, "posts_of_person", {"person": "person:mukhtar-tleuberdi"})
    assert column(rows, "post_held") == ["deputy-foreign-minister", "foreign-minister"]


def test_former_posts_come_first_and_undated_ones_last(draft: Draft) -> None:
    rows = asked(draft, "posts_of_person", {"person": "person:kassym-jomart-tokayev"})
    assert column(rows, "status") == ["former", "former", ""]
    assert rows[-1]["post_held"] == "president"
    shperov = asked(draft, "posts_of_person", {"person": "person:pavel-shperov"})
    assert column(shperov, "acts") == ["3", "0", "0"]


def test_q33_to_whom_and_in_answer_to_whom_abenov_spoke(draft: Draft) -> None:
    rows = asked(draft, "who_speaks_of_whom", {"speaker": ["person:murat-abenov"]})
    edges = {(row["relation"], row["target_label"]) for row in rows}
    assert ("answers", "Vladimir Zhirinovsky") in edges
    assert any(relation == "speaks-to" and "rosecutor" in target for relation, target in edges)


def test_doubtful_answers_are_edges_of_their_own(draft: Draft) -> None:
    firm = asked(draft, "who_speaks_of_whom", {"kind": ["answers"]})
    doubtful = asked(draft, "who_speaks_of_whom", {"kind": ["may-answer"]})
    pair = ("person:kassym-jomart-tokayev", "person:tigran-keosayan")
    assert pair in {(row["source"], row["target"]) for row in doubtful}
    assert pair not in {(row["source"], row["target"]) for row in firm}
    assert set(column(doubtful, "relation")) == {"may-answer"}


def test_several_acts_of_one_occasion_are_one_utterance(draft: Draft) -> None:
    rows = asked(draft, "who_speaks_of_whom", {"speaker": ["person:dmitry-peskov"], "kind": ["answers"]})
    assert [(row["target_label"], row["utterances"], row["acts"]) for row in rows] == [
        ("Vladimir Putin", "1", "3")
    ]


def test_days_to_an_answer_are_bounds_and_undated_links_are_counted_apart(draft: Draft) -> None:
    rows = {row["answering"]: row for row in asked(draft, "response_times", {"by": "body"})}
    own = asked(draft, "response_times", {"by": "body", "toward": ["own-side"]})
    chair = {row["answering"]: row for row in own}["body:duma-committee-international-affairs"]
    bounds = ("quickest_least", "quickest_most", "slowest_least", "slowest_most")
    # Two answers of 1 February to words of 26 January; the third, to others, has no single day.
    assert [chair[name] for name in bounds] == ["6"] * 4
    assert [rows["body:duma-committee-international-affairs"][name] for name in bounds[:2]] == ["0", "6"]
    branch = rows["body:fsb-crimea"]
    assert (branch["links"], branch["undated"], [branch[name] for name in bounds]) == ("1", "1", [""] * 4)
    for row in rows.values():
        assert int(row["links"]) == int(row["dated"]) + int(row["undated"]) + int(row["vague"])


def test_a_link_of_low_confidence_is_no_answer_of_a_ministry(draft: Draft) -> None:
    only = {"by": "body", "body_kind": ["body-kind:foreign-ministry"]}
    rows = {row["answering"]: row for row in asked(draft, "response_times", only)}
    assert set(rows) == {"body:mfa-kazakhstan", "body:mfa-russia"}
    assert rows["body:mfa-kazakhstan"]["doubtful"] == "1"


def test_q16_statements_by_putin_with_month_and_year(draft: Draft) -> None:
    rows = asked(draft, "acts_of_speaker", {"speaker": "person:vladimir-putin"})
    dates = list(dict.fromkeys(row["date"] for row in rows))
    assert dates == ["2014-08", "2020-06", "2021-07", "2022-06-17"]


def test_q25_q26_which_entities_tokayev_does_not_recognise_and_how_surely(draft: Draft) -> None:
    rows = asked(draft, "acts_of_speaker", {"speaker": "person:kassym-jomart-tokayev"})
    refusals = {row["act"]: row["certainty"] for row in rows if row["illocution"] == "non-recognition"}
    places = {act.removeprefix("act:tokayev-non-recognition-"): sure for act, sure in refusals.items()}
    assert len("-".join(places).replace("south-ossetia", "ossetia").split("-")) == 6
    assert {place for place, sure in places.items() if sure == "probable"} == {"luhansk-donetsk"}
