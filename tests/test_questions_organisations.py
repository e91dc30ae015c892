"""Who is in which organisation, who recognises what, who is for integration, what was promised."""

from collections.abc import Mapping

import pyoxigraph as ox
import pytest

from graph.sources import Draft
from graph.terms import expand
from tests.asking import Given, asked, column

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"


def dated_membership(draft: Draft, edtf: str, earliest: str, latest: str) -> Draft:
    """Copy the graph and give one membership of Armenia this date."""
    store = ox.Store()
    store.extend(draft.store)
    store.update(f"""
    PREFIX rj: <{expand("rj:")}> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
    INSERT DATA {{
      <{expand("membership:armenia-eeu")}> rj:date "{edtf}"^^<{EDTF}> ;
        rj:earliest "{earliest}"^^xsd:date ; rj:latest "{latest}"^^xsd:date
    }}""")
    return Draft(store=store)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("members_of_organisation", {"organization": "body:european-union"}),
        ("members_of_organisation", {"member": "state:kazakhstan", "status": "membership-status:former"}),
        ("positions_on_recognition", {"territory": "territory:northern-kazakhstan"}),
        ("positions_on_recognition", {"state": "state:russia"}),
        ("positions_on_integration", {"state": "state:china"}),
        ("commitments_and_what_followed", {"state": "state:russia", "toward": "state:china"}),
    ],
)
def test_nothing_found_is_no_rows(draft: Draft, name: str, values: Mapping[str, Given]) -> None:
    assert asked(draft, name, values) == []


def test_posts_of_persons_are_no_memberships_of_organisations(draft: Draft) -> None:
    rows = asked(draft, "members_of_organisation", {})
    assert {member.partition(":")[0] for member in column(rows, "member")} == {"state"}
    assert len(rows) == len(set(column(rows, "membership"))) == 22


@pytest.mark.parametrize(
    ("day", "listed"), [("2009-12-31", False), ("2010-01-01", True), ("2030-01-01", True)]
)
def test_without_an_end_a_membership_is_possible_for_ever_and_never_certain(
    draft: Draft, day: str, listed: bool
) -> None:
    rows = asked(draft, "members_of_organisation", {"organization": "body:customs-union", "on": day})
    holding = {row["member_label"]: row["on_that_day"] for row in rows if row["date"] == "2010/.."}
    assert holding == (dict.fromkeys(("Belarus", "Kazakhstan", "Russia"), "possible") if listed else {})


def test_what_held_in_one_year_is_not_listed_for_the_next(draft: Draft) -> None:
    asking: Mapping[str, Given] = {"organization": "body:customs-union", "on": "2015-01-01"}
    assert set(column(asked(draft, "members_of_organisation", asking), "membership_status")) == {"member"}


def test_an_undated_membership_is_of_unknown_holding_on_any_day(draft: Draft) -> None:
    rows = asked(draft, "members_of_organisation", {"organization": "body:csto", "on": "1991-01-01"})
    assert set(column(rows, "on_that_day")) == {"unknown"}


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest", "day", "holding"),
    [
        ("2011/2016", "2011-01-01", "2016-12-31", "2011-12-31", "possible"),
        ("2011/2016", "2011-01-01", "2016-12-31", "2012-01-01", "certain"),
        ("2011/2016", "2011-01-01", "2016-12-31", "2015-12-31", "certain"),
        ("2011/2016", "2011-01-01", "2016-12-31", "2016-01-01", "possible"),
        ("2011-03-02/2016-05", "2011-03-02", "2016-05-31", "2011-03-02", "certain"),
        ("2011-03-02/2016-05", "2011-03-02", "2016-05-31", "2016-04-30", "certain"),
        ("2011~/2016", "2011-01-01", "2016-12-31", "2013-01-01", "possible"),
        ("2014-05-29", "2014-05-29", "2014-05-29", "2014-05-29", "certain"),
    ],
)
def test_between_two_ends_a_membership_is_certain(
    draft: Draft, edtf: str, earliest: str, latest: str, day: str, holding: str
) -> None:
    known = dated_membership(draft, edtf, earliest, latest)
    rows = asked(known, "members_of_organisation", {"member": "state:armenia", "on": day})
    shown = {row["membership"]: row["on_that_day"] for row in rows}
    assert shown["membership:armenia-eeu"] == holding


def test_a_spurious_report_of_leaving_is_shown_as_doubted_and_through_whom(draft: Draft) -> None:
    rows = asked(draft, "members_of_organisation", {"status": "membership-status:leaving"})
    doubted = {row["organization"] for row in rows if row["standing"] == "doubted"}
    assert doubted == {"body:csto", "body:eurasian-economic-union"}
    assert {(row["relays"], row["origins"]) for row in rows if row["member"] == "state:belarus"} == {
        ("1", "0")
    }


def test_q08_the_pro_russian_group_is_within_the_eurasian_economic_union(draft: Draft) -> None:
    group = asked(draft, "groupings_and_members", {"set": "grouping:pro-russian-states"})
    union = asked(draft, "members_of_organisation", {"organization": "body:eurasian-economic-union"})
    members = {
        row["member_label"]
        for row in union
        if (row["membership_status"], row["document"]) == ("member", "document:000")
    }
    assert (
        set(column(group, "counted_label")) == {"Armenia", "Belarus", "Kazakhstan", "Kyrgyzstan"} <= members
    )


def test_q34_tajikistan_is_interested_in_the_customs_union_and_no_member_of_the_other(draft: Draft) -> None:
    status = "membership-status:interested"
    asking: Mapping[str, Given] = {"organization": "body:customs-union", "status": status}
    assert column(asked(draft, "members_of_organisation", asking), "member_label") == ["Tajikistan"]
    union = asked(draft, "members_of_organisation", {"organization": "body:eurasian-economic-union"})
    assert "Tajikistan" not in column(union, "member_label")


def test_q35_what_belarus_was_said_to_leave_sent_troops_to_kazakhstan(draft: Draft) -> None:
    asking: Mapping[str, Given] = {"member": "state:belarus", "status": "membership-status:leaving"}
    left = set(column(asked(draft, "members_of_organisation", asking), "organization"))
    deployed = asked(draft, "events_in_time", {"kind": "event-kind:troop-deployment", "with": "body:csto"})
    assert "body:csto" in left
    assert column(deployed, "event") == ["event:csto-intervention-2022"]


def test_q10_entities_not_recognised_by_both_documents(draft: Draft) -> None:
    rows = asked(draft, "positions_on_recognition", {"state": "state:kazakhstan"})
    told: dict[str, set[str]] = {}
    for row in rows:
        if row["type"] == "act" and row["polarity"] == "denies":
            told.setdefault(row["document"], set()).add(row["territory_label"])
    assert told["document:004"] == {"Abkhazia", "South Ossetia"}
    assert told["document:001"] - told["document:004"] == {"Taiwan", "Kosovo", "Luhansk", "Donetsk"}


def test_q25_q26_six_entities_of_which_two_with_a_hedge(draft: Draft) -> None:
    rows = asked(draft, "positions_on_recognition", {"state": "state:kazakhstan"})
    forum = [row for row in rows if row["kind"] == "non-recognition" and row["date"] == "2022-06-17"]
    assert len(set(column(forum, "territory"))) == 6
    hedged = {row["territory_label"] for row in forum if row["certainty"] == "probable"}
    told = {row["territory_label"] for row in rows if row["standing"] == "hedged"}
    assert hedged == told == {"Luhansk", "Donetsk"}


def test_q27_understanding_for_crimea_stands_beside_the_refusals(draft: Draft) -> None:
    rows = asked(draft, "positions_on_recognition", {"territory": "territory:crimea"})
    assert {(row["speaker"], row["kind"], row["polarity"]) for row in rows} == {
        ("body:mfa-kazakhstan", "endorsement", "affirms")
    }
    assert "claim:russias-absorption-of-crimea-is-understandable" in column(rows, "claim")


def test_a_refusal_of_many_states_stands_under_their_group(draft: Draft) -> None:
    rows = asked(draft, "positions_on_recognition", {"state": "group:cis-states"})
    assert column(rows, "territory_label") == ["Abkhazia", "South Ossetia"]
    assert set(column(rows, "type")) == {"relation"}


def test_one_proposes_a_parliament_and_the_other_refuses(draft: Draft) -> None:
    rows = asked(draft, "positions_on_integration", {"only": ["act"]})
    claim = "claim:eurasian-parliament-should-be-created"
    stands = {(row["who"], row["stand"]) for row in rows if row["about"] == claim}
    assert stands == {("state:russia", "affirms"), ("person:nursultan-nazarbayev", "denies")}


def test_a_judgement_of_four_authors_is_one_row_for_each_thing_judged(draft: Draft) -> None:
    rows = asked(draft, "positions_on_integration", {"only": ["judgement"]})
    pairs = [(row["position"], row["about"]) for row in rows]
    assert len(pairs) == len(set(pairs))
    four = [row for row in rows if row["position"] == "judgement:004-kazakhstan-has-to-balance"]
    assert [(row["judges"], row["who"]) for row in four] == [("4", "person:aidar-amrebayev")]


def test_a_doubted_membership_and_a_hedged_judgement_are_marked(draft: Draft) -> None:
    rows = asked(draft, "positions_on_integration", {})
    standing = {row["position"]: row["standing"] for row in rows}
    assert standing["membership:belarus-eeu-leaving"] == "doubted"
    assert standing["judgement:000-eeu-little-effect"] == "hedged"


def test_a_threat_is_no_commitment(draft: Draft) -> None:
    rows = asked(draft, "commitments_and_what_followed", {})
    assert "act:zatulin-conditional-friendship" not in column(rows, "commitment")
    assert "act:zatulin-conditional-friendship" in column(rows, "later")


def test_the_treaty_of_1994_is_answered_by_judgements_only(draft: Draft) -> None:
    rows = asked(draft, "commitments_and_what_followed", {"toward": "state:ukraine"})
    assert {(row["commitment"], row["bearing"]) for row in rows} == {("act:russia-undertakes-1994", "judged")}
    assert "judgement:000-crimea-despite-treaty" in column(rows, "later")


def test_a_commitment_without_sequel_is_listed_with_its_scope(draft: Draft) -> None:
    rows = asked(draft, "commitments_and_what_followed", {"state": "state:belarus"})
    assert column(rows, "commitment") == ["act:lukashenko-agrees-to-union-state"]
    assert column(rows, "later") == [""]
    assert column(rows, "documents_searched") == ["5"]


def test_after_the_assurance_of_lavrov_a_deputy_spoke_of_territory(draft: Draft) -> None:
    rows = asked(draft, "commitments_and_what_followed", {"state": "state:russia"})
    said = "act:lavrov-agreements-not-questioned"
    later = {(row["later_speaker"], row["bearing"]) for row in rows if row["commitment"] == said}
    assert later == {("person:konstantin-zatulin", "touches")}
