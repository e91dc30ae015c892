"""The canned queries on the real graph with other values than their examples: edges, and nothing found."""

from collections.abc import Mapping

import pyoxigraph as ox
import pytest

from graph import paths
from graph.sources import Draft
from graph.terms import expand
from tests.asking import added, asked, column, text


def test_one_act_of_a_claim_may_be_asked_instead_of_the_claim(draft: Draft) -> None:
    by_claim = asked(draft, "responses_to_claim", {"claim": "claim:kazakhstan-holds-lands-temporarily"})
    by_act = asked(draft, "responses_to_claim", {"claim": "act:shperov-temporary"})
    assert by_act == by_claim != []


def test_who_called_the_territory_a_gift_and_who_rejected_that(draft: Draft) -> None:
    claim = "claim:kazakhstan-territory-is-a-gift"
    rows = asked(draft, "claims_about_state", {"state": "state:kazakhstan"})
    gift = {(row["speaker_label"], row["polarity"]) for row in rows if row["claim"] == claim}
    assert gift == {
        ("Vyacheslav Nikonov", "affirms"),
        ("Yevgeny Fedorov", "affirms"),
        ("Kassym-Jomart Tokayev", "denies"),
    }
    replies = asked(draft, "responses_to_claim", {"claim": claim})
    assert {"amplifies", "disavows", "rejects", "protests"} <= set(column(replies, "response_type"))


def test_a_link_read_by_the_curator_is_marked_so(draft: Draft) -> None:
    replies = asked(draft, "responses_to_claim", {"claim": "claim:kazakhstan-territory-is-a-gift"})
    bases = {row["response"]: row["link_basis"] for row in replies}
    assert bases["response:fedorov-nikonov"] == "explicit-in-text"
    assert bases["response:tokayev-no-gift-nikonov"] == "inferred-by-curator"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("responses_to_claim", {"claim": "claim:kazakhstan-should-rejoin-china"}),
        ("claims_about_state", {"state": "state:armenia"}),
        ("claims_about_state", {"state": "territory:area-near-baimurz-pass"}),
        ("acts_of_speaker", {"speaker": "person:grigory-karasin"}),
        ("evidence", {"fact": "act:shperov-temporary", "document": "document:003"}),
        ("unanswered_claims", {"state": "state:armenia", "days": 30}),
    ],
)
def test_nothing_found_is_no_rows(draft: Draft, name: str, values: Mapping[str, str | int]) -> None:
    assert asked(draft, name, values) == []


@pytest.mark.parametrize(("days", "listed"), [(5, True), (6, False)])
def test_an_answer_on_the_last_day_is_in_time(draft: Draft, days: int, listed: bool) -> None:
    rows = asked(draft, "unanswered_claims", {"state": "state:kazakhstan", "days": days})
    late = {row["act"]: row["first_reply_days"] for row in rows}
    assert ("act:shperov-temporary" in late) is listed
    assert late.get("act:shperov-temporary", "6") == "6"


def test_an_act_whose_reply_has_no_date_is_not_called_unanswered(draft: Draft) -> None:
    rows = asked(draft, "unanswered_claims", {"state": "state:kazakhstan", "days": 0})
    assert "act:sohu-historically-chinese" not in column(rows, "act")


def test_silence_comes_with_its_scope(draft: Draft) -> None:
    rows = asked(draft, "unanswered_claims", {"state": "state:kazakhstan", "days": 30})
    documents = len(list(paths.facts().glob("*.ttl")))
    assert set(column(rows, "documents_searched")) == {str(documents)}


def test_a_silence_that_a_document_records_is_shown_as_such(draft: Draft) -> None:
    silent = added(
        draft,
        """
        non-response:silence a rj:NonResponse ;
          rdfs:label "No answer by the ministry"@en ;
          rj:to act:putin-short-statehood ;
          rj:expectedFrom body:mfa-kazakhstan .
        """,
    )
    rows = asked(silent, "unanswered_claims", {"state": "state:kazakhstan", "days": 30})
    shown = {row["act"]: row["non_response_label"] for row in rows if row["non_response"]}
    assert shown == {"act:putin-short-statehood": "No answer by the ministry"}


def test_everything_is_evidenced(draft: Draft) -> None:
    rows = asked(draft, "evidence", {})
    facts = {
        text(quad.object)
        for quad in draft.store.quads_for_pattern(None, ox.NamedNode(expand("rj:reports")), None)
    }
    assert set(column(rows, "fact")) == facts
    assert all(
        row["document"] and row["start"] and row["end"] and row["label"] and row["type"] for row in rows
    )


def test_a_relayed_assurance_shows_its_relays(draft: Draft) -> None:
    rows = asked(draft, "evidence", {"fact": "act:russia-takes-entreaties-seriously"})
    assert column(rows, "relays") == ["2"]
