"""The canned queries on claims, on the real graph: edges, nothing found, and what analysts ask."""

from collections.abc import Mapping

import pytest

from graph.sources import Draft
from tests.asking import QUERIES, Given, added, asked, column, told

GIFT = "claim:kazakhstan-territory-is-a-gift"
COMMENTED = "claim:land-of-kazakhstan-is-due-as-commentators-say"
NARROWED_BY = ("standing", "firstPassage")
HELD = "claim:kazakhstan-holds-lands-temporarily"


@pytest.mark.parametrize("name", sorted(name for name, query in QUERIES.items() if query.fact))
def test_every_row_is_about_a_fact_that_has_what_answers_are_narrowed_by(draft: Draft, name: str) -> None:
    query = QUERIES[name]
    examples = {parameter.name: parameter.example for parameter in query.parameters}
    rows = told(draft, query.instantiate(examples))
    known = [f"FILTER EXISTS {{ ?{query.fact} rj:{word} ?{word}Known }}" for word in NARROWED_BY]
    unknown = [f"FILTER NOT EXISTS {{ ?{query.fact} rj:leastChainLength ?chainKnown }}"]
    assert told(draft, query.instantiate(examples, known)) == rows != []
    assert told(draft, query.instantiate(examples, unknown)) == []


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("claims_about_state", {"state": "territory:area-near-sary-charndy-river"}),
        ("disavowals", {"state": "state:armenia"}),
        ("disavowals", {"state": "state:kazakhstan", "by": "by-speaker"}),
        ("denials_by_kind", {"kind": "retracts"}),
        ("denials_by_kind", {"kind": "denies-saying", "state": "state:kazakhstan"}),
        ("icow_verdicts", {"subject": "act:tokayev-no-gift"}),
        ("icow_verdicts", {"subject": "state:kazakhstan", "verdict": "eligible"}),
        ("frames_used", {"frame": "frame:gift", "target": "state:armenia"}),
    ],
)
def test_nothing_found_is_no_rows(draft: Draft, name: str, values: Mapping[str, Given]) -> None:
    assert asked(draft, name, values) == []


def test_a_territory_has_claims_of_its_own_and_claims_of_acts_about_it(draft: Draft) -> None:
    rows = asked(draft, "claims_about_state", {"state": "territory:donetsk"})
    about = {row["act"]: row["about"] for row in rows}
    assert about["act:tokayev-quasi-state"] == "claim"
    whole = asked(draft, "claims_about_state", {"state": "territory:territory-of-kazakhstan"})
    by_act = {row["act"] for row in whole if row["about"] == "act"}
    assert {"act:russia-claims-reintegration", "act:china-claims-reintegration"} <= by_act
    assert {row["polarity"] for row in whole if row["claim"] == GIFT} == {"affirms", "denies"}


def test_an_act_that_meets_a_state_twice_is_one_row(draft: Draft) -> None:
    acts = column(asked(draft, "claims_about_state", {"state": "state:kazakhstan"}), "act")
    pairs = [
        (row["act"], row["speaker_state"])
        for row in asked(draft, "claims_about_state", {"state": "state:kazakhstan"})
    ]
    assert len(pairs) == len(set(pairs)) == len(acts)


def test_a_claim_is_first_voiced_before_it_is_echoed_though_both_are_dated_alike(draft: Draft) -> None:
    rows = asked(draft, "claim_history", {"claim": GIFT})
    voices = [
        (row["role"], row["speaker_label"])
        for row in rows
        if row["role"] in {"voices-first", "echoes", "denies"}
    ]
    assert voices == [
        ("voices-first", "Vyacheslav Nikonov"),
        ("echoes", "Yevgeny Fedorov"),
        ("denies", "Kassym-Jomart Tokayev"),
    ]
    assert rows[0]["thing"] == "act:nikonov-great-gift"
    assert {row["thing"] for row in rows if row["role"] == "may-answer"} == {
        "act:mfa-kazakhstan-rely-on-history"
    }
    assert [row["speaker"] for row in rows if row["role"] == "is-prompted"] == [""] * 5


def test_who_voiced_it_first_is_left_open_where_dates_do_not_tell(draft: Draft) -> None:
    rows = asked(draft, "claim_history", {"claim": "claim:territory-of-kazakhstan-is-claimed-for-russia"})
    roles = {row["thing"]: row["role"] for row in rows}
    assert "voices-first" not in roles.values()
    assert {thing for thing, role in roles.items() if role == "may-voice-first"} == {
        "act:deputies-and-politicians-earlier-claims",
        "act:nationalist-forces-claim-territory-since-1991",
        "act:russian-politicians-provocative-statements",
    }


def test_what_has_no_date_is_told_last(draft: Draft) -> None:
    rows = asked(draft, "claim_history", {"claim": COMMENTED})
    assert [row["thing"] for row in rows] == [
        "act:tokayev-rejects-territorial-claims",
        "act:commentators-claim-territory",
    ]


def test_who_rejects_claims_of_commentators_does_not_reject_those_of_others(draft: Draft) -> None:
    rows = asked(draft, "icow_verdicts", {"subject": "state:kazakhstan"})
    reasons = {row["act"]: row["reason"] for row in rows if row["criterion"] == "target-rejects"}
    assert reasons["act:commentators-claim-territory"].startswith("Tokayev rejects")
    assert reasons["act:nationalist-forces-claim-territory-since-1991"] == "no rejection or acceptance found"


def test_an_echo_by_one_who_may_state_the_policy_adopts_the_claim(draft: Draft) -> None:
    later = added(
        draft,
        "act:fedorov-big-gift rj:adoptedBy act:lavrov-agreements-are-law .\n"
        f"act:lavrov-agreements-are-law rj:affirms {GIFT} .",
    )
    roles = {row["thing"]: row["role"] for row in asked(later, "claim_history", {"claim": GIFT})}
    assert roles["act:lavrov-agreements-are-law"] == "adopts"


def test_what_explains_away_is_told_from_what_disavows(draft: Draft) -> None:
    roles = {row["thing"]: row["role"] for row in asked(draft, "claim_history", {"claim": HELD})}
    assert roles["act:slutsky-denial"] == roles["act:slutsky-blames-journalist"] == "explains-away"
    assert roles["act:zakharova-personal-view"] == "disavows"
    assert roles["event:call-tleuberdi-karasin"] == "is-prompted"


def test_q17_who_separated_the_remarks_of_deputies_from_official_policy(draft: Draft) -> None:
    rows = asked(
        draft, "disavowals", {"state": "state:kazakhstan", "by": ["by-own-state", "by-other-state-for-it"]}
    )
    nikonov = {
        (row["disavowed"], row["disavowed_by_label"])
        for row in rows
        if row["act"] == "act:nikonov-great-gift"
    }
    assert nikonov == {
        ("by-other-state-for-it", "Ministry of Foreign Affairs of Kazakhstan"),
        ("by-own-state", "Sergey Lavrov"),
    }


def test_silence_on_words_against_a_state_is_listed_with_its_scope(draft: Draft) -> None:
    rows = asked(draft, "disavowals", {"state": "state:kazakhstan", "by": "by-nobody-found"})
    acts = column(rows, "act")
    assert {"act:putin-short-statehood", "act:limonov-annex", "act:zatulin-weak-ties"} <= set(acts)
    assert "act:tokayev-no-gift" not in acts  # a state does not press a claim against itself
    assert set(column(rows, "documents_searched")) == {"5"}
    assert not any(column(rows, "disavowal"))


def test_a_state_disavows_for_itself_words_of_those_who_hold_no_known_post(draft: Draft) -> None:
    rows = asked(draft, "disavowals", {"state": "state:kazakhstan", "by": "by-state-for-itself"})
    assert column(rows, "act") == ["act:russian-politicians-provocative-statements"]


def test_a_denial_that_answers_nothing_is_not_joined_to_anything(draft: Draft) -> None:
    rows = asked(draft, "denials_by_kind", {"kind": "denies-claim"})
    assert "act:tokayev-non-recognition-taiwan" in column(rows, "denial")
    assert not any(column(rows, "answered"))
    assert not any(column(rows, "least_days"))
    assert len(column(rows, "denial")) == len(set(column(rows, "denial")))


def test_kinds_of_denial_are_told_apart(draft: Draft) -> None:
    kinds = ["out-of-context", "misinterpreted", "denies-saying"]
    rows = asked(draft, "denials_by_kind", {"kind": kinds, "state": "state:russia"})
    found = {(row["denial_kind"], row["speaker_label"]) for row in rows}
    assert found == {
        ("out-of-context", "Leonid Slutsky"),
        ("misinterpreted", "Leonid Slutsky"),
        ("misinterpreted", "Dmitry Peskov"),
        ("denies-saying", "Dmitry Peskov"),
    }


def test_q23_who_rejected_the_gift_claim_and_the_claims_of_commentators(draft: Draft) -> None:
    rows = asked(draft, "denials_by_kind", {"kind": "rejects"})
    wanted = {GIFT: set[str](), COMMENTED: set[str]()}
    for row in rows:
        if row["claim"] in wanted and row["speaker"].startswith("person:"):
            wanted[row["claim"]].add(row["speaker_label"])
    assert set.intersection(*wanted.values()) == {"Kassym-Jomart Tokayev"}


def test_q22_who_called_the_territory_a_gift(draft: Draft) -> None:
    rows = asked(draft, "frames_used", {"frame": "frame:gift", "target": "state:kazakhstan"})
    called = {row["speaker_label"] for row in rows if row["claim"] == GIFT and row["polarity"] == "affirms"}
    assert called == {"Vyacheslav Nikonov", "Yevgeny Fedorov"}


def test_q31_no_answer_is_explicitly_tied_to_the_call_of_limonov(draft: Draft) -> None:
    ties = {
        who: {row["link_basis"] for row in asked(draft, "responses_to_claim", {"claim": act})}
        for who, act in (("Limonov", "act:limonov-annex"), ("Zhirinovsky", "act:zhirinovsky-central-asia"))
    }
    assert [who for who, bases in ties.items() if "explicit-in-text" not in bases] == ["Limonov"]


def test_a_claim_that_nobody_answered_or_repeated_has_a_history_of_one(draft: Draft) -> None:
    rows = asked(draft, "claim_history", {"claim": "claim:kremlin-has-long-term-plans"})
    assert [(row["role"], row["thing"]) for row in rows] == [("voices-first", "act:kosanov-long-term-plans")]


def test_every_tested_act_has_five_criteria_and_a_reason_for_each(draft: Draft) -> None:
    rows = asked(draft, "icow_verdicts", {"subject": "state:kazakhstan"})
    acts = column(rows, "act")
    assert {acts.count(act) for act in acts} == {5}
    assert all(column(rows, "reason"))
    failing = {row["act"] for row in rows if row["criterion_outcome"] == "fails"}
    assert failing == {row["act"] for row in rows if row["icow_verdict"] == "not-eligible"}


def test_a_deputy_fails_the_icow_test_by_office_and_disavowal(draft: Draft) -> None:
    rows = asked(draft, "icow_verdicts", {"subject": "act:shperov-take-back"})
    told = {row["criterion"]: (row["criterion_outcome"], row["reason"]) for row in rows}
    assert told["official-speaker"] == ("fails", "legislature")
    assert told["official-policy"] == ("fails", "disavowed by own state")
    assert told["specific-territory"] == ("meets", "Northern regions of Kazakhstan")
    assert told["target-rejects"] == (
        "open",
        "no rejection or acceptance found; other answers by the state: 1; it prompted an event",
    )
    by_claimant = asked(draft, "icow_verdicts", {"subject": "person:pavel-shperov", "outcome": "fails"})
    assert set(column(by_claimant, "act")) > {"act:shperov-take-back"}


def test_frames_count_utterances_once_and_show_who_denies(draft: Draft) -> None:
    rows = {row["user"]: row for row in asked(draft, "frames_by", {"by": "speaker", "frame": "frame:gift"})}
    nikonov, tokayev = rows["person:vyacheslav-nikonov"], rows["person:kassym-jomart-tokayev"]
    assert (nikonov["utterances"], nikonov["acts"], nikonov["denying"], nikonov["not_asserted"]) == (
        "1",
        "2",
        "0",
        "0",
    )
    assert (tokayev["acts"], tokayev["denying"]) == ("1", "1")


def test_frames_without_a_known_year_are_counted_as_such(draft: Draft) -> None:
    rows = asked(draft, "frames_by", {"by": "year", "frame": ["frame:gift", "frame:return"]})
    years = {(row["frame_used"], row["user_label"]) for row in rows}
    assert {("gift", "2020"), ("gift", "2021"), ("return", "not told")} <= years
    assert sum(int(row["acts"]) for row in rows if row["frame_used"] == "gift") == 7
