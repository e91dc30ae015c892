"""The ledger of claims and all acts in time, on the real graph: who answered what by itself, and what not."""

import pytest

from graph.sources import Draft
from tests.asking import Row, Rows, asked, column, told

LEDGER, ACTS = "claims_and_first_answers", "acts_in_time"


def one(rows: Rows, act: str) -> Row:
    found = [row for row in rows if row["act"] == f"act:{act}"]
    assert found
    return found[0]


@pytest.fixture(scope="module")
def ledger(draft: Draft) -> Rows:
    return asked(draft, LEDGER, {})


def test_a_claim_has_the_answer_to_itself_and_not_to_what_else_was_said(ledger: Rows) -> None:
    held = one(ledger, "shperov-temporary")
    assert (held["outcome_found"], held["answer_speaker_label"]) == ("answered", "Mukhtar Tleuberdi")
    assert (held["least_days"], held["most_days"], held["answer_basis"]) == ("6", "6", "explicit-in-text")
    assert (held["answers"], held["at_once_answers"]) == ("6", "0")
    others = [r for r in ledger if r["utterance"] == held["utterance"] and r["act"] != held["act"]]
    assert {(r["outcome_found"], r["answers"], r["at_once_answers"]) for r in others} == {
        ("speech-answered", "0", "6")
    }


def test_a_link_of_low_confidence_is_a_possible_answer_alone(ledger: Rows) -> None:
    short = next(
        row for row in ledger if row["claim_label"] == "Kazakhstan has only a short history as a state"
    )
    assert (short["outcome_found"], short["answer"], short["answers"]) == ("possibly-answered", "", "0")
    assert (short["possible_answers"], short["possible_answer_date"]) == ("1", "2021-01-01/2021-01-05")


def test_answers_of_the_own_side_are_told_apart(ledger: Rows) -> None:
    own = [row for row in ledger if row["outcome_found"] == "own-side-only"]
    assert {row["own_answer_speaker_label"] for row in own} == {"Dmitry Peskov"}
    assert {row["answer"] for row in own} == {""}


def test_what_a_text_links_goes_before_what_a_curator_inferred(draft: Draft, ledger: Rows) -> None:
    inferred = [row["act"] for row in ledger if row["answer_basis"] == "inferred-by-curator"]
    assert inferred
    linked = told(
        draft,
        """PREFIX rj: <https://w3id.org/rejoinder/ontology#>
        PREFIX link-basis: <https://w3id.org/rejoinder/concept/link-basis/>
        PREFIX org: <http://www.w3.org/ns/org#>
        SELECT DISTINCT ?act WHERE {
          ?response rj:to ?act ; rj:reply ?reply ; rj:linkBasis link-basis:explicit-in-text .
          FILTER NOT EXISTS {
            ?reply rj:speaker|rj:speakerState|(rj:inCapacity/org:organization) ?side .
            ?act rj:speaker|rj:speakerState|(rj:inCapacity/org:organization) ?side .
          }
          FILTER NOT EXISTS { ?response rj:confidence <https://w3id.org/rejoinder/concept/confidence/low> }
        }""",
    )
    assert set(inferred) & set(column(linked, "act")) == set()


def test_nobody_is_in_the_ledger_for_claims_about_their_own_state(ledger: Rows) -> None:
    assert "Kazakhstan" not in column(ledger, "speaker_state")
    assert "person:kassym-jomart-tokayev" not in column(ledger, "speaker")


@pytest.mark.parametrize(
    "outcome", ["answered", "own-side-only", "speech-answered", "possibly-answered", "unanswered"]
)
def test_the_ledger_can_be_asked_for_an_outcome(draft: Draft, ledger: Rows, outcome: str) -> None:
    assert (
        asked(draft, LEDGER, {"outcome": [outcome]})
        == [row for row in ledger if row["outcome_found"] == outcome]
        != []
    )


def test_the_ledger_is_narrowed_to_a_territory_a_claimant_a_kind(draft: Draft, ledger: Rows) -> None:
    north = asked(draft, LEDGER, {"about": "territory:northern-kazakhstan"})
    assert {"act:limonov-annex", "act:nikonov-north-belongs", "act:shperov-take-back"} <= set(
        column(north, "act")
    )
    assert set(column(north, "act")) < set(column(ledger, "act"))
    assert set(column(asked(draft, LEDGER, {"by": "state:china"}), "speaker")) == {"state:china"}
    kinds = column(asked(draft, LEDGER, {"kind": ["claim-kind:people", "claim-kind:border"]}), "claim_kind")
    assert set(kinds) <= {"people", "border"}
    assert asked(draft, LEDGER, {"about": "state:armenia"}) == []


def test_every_act_is_one_row_and_the_undated_come_last(draft: Draft) -> None:
    rows = asked(draft, ACTS, {})
    acts = told(
        draft, "SELECT ?act WHERE { ?act a <https://w3id.org/rejoinder/ontology#SpeechAct> } ORDER BY ?act"
    )
    assert sorted(column(rows, "act")) == sorted(column(acts, "act"))
    dated = [bool(row["earliest"] or row["latest"]) for row in rows]
    assert dated == sorted(dated, reverse=True)


def test_acts_are_asked_for_by_a_kind_or_a_wider_one(draft: Draft) -> None:
    everything = asked(draft, ACTS, {})
    assert set(column(everything, "illocution_group")) == {
        *("assertive", "directive", "commissive", "expressive", "declarative"),
    }
    wide = asked(draft, ACTS, {"illocution": ["illocution:directive"]})
    assert wide == [row for row in everything if row["illocution_group"] == "directive"] != []
    narrow = asked(draft, ACTS, {"illocution": ["illocution:demand"]})
    assert {row["illocution_found"] for row in narrow} == {"demand"}
    assert asked(draft, ACTS, {"illocution": ["illocution:demand"], "target": "state:armenia"}) == []
