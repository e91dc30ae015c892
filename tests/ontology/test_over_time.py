"""What rises when a claim is made again, and what later bears on a commitment."""

import pytest

from tests.rules import applied

FIRST = "act:a rj:affirms claim:c ; rj:earliestDay 1 ; rj:latestDay 9 ; rj:speakerState state:s ."
SECOND = "act:b rj:affirms claim:c ; rj:earliestDay 10 ; rj:latestDay 12 ; rj:speakerState state:s ."
AFTER = {"act:b rj:affirmsAfter act:a"}


def test_a_claim_is_affirmed_after_it_certainly_was_before() -> None:
    assert applied("affirms-after", FIRST + SECOND) == AFTER
    assert applied("affirms-after", FIRST.replace("latestDay 9", "latestDay 10") + SECOND) == set()
    assert applied("affirms-after", FIRST.replace("rj:latestDay 9 ;", "") + SECOND) == set()


def test_a_reply_comes_after_what_it_answers_whatever_the_dates_allow() -> None:
    undated = "act:a rj:affirms claim:c . act:b rj:affirms claim:c ."
    link = "response:r rj:bearsOn act:a ; rj:reply act:b ."
    assert applied("affirms-after", undated + link) == AFTER
    assert applied("affirms-after", undated + link.replace("bearsOn", "to")) == set()


def test_a_state_rises_over_its_own_voices_and_over_those_of_no_state() -> None:
    nobody = FIRST.replace("; rj:speakerState state:s", "")
    assert applied("affirms-after", nobody + SECOND) == AFTER
    assert applied("affirms-after", nobody + SECOND.replace("; rj:speakerState state:s", "")) == AFTER
    assert applied("affirms-after", FIRST + SECOND.replace("state:s", "state:other")) == set()
    assert applied("affirms-after", FIRST + SECOND.replace("; rj:speakerState state:s", "")) == set()


def test_another_claim_or_a_denial_is_no_affirming_again() -> None:
    assert applied("affirms-after", FIRST + SECOND.replace("claim:c", "claim:d")) == set()
    assert applied("affirms-after", FIRST + SECOND.replace("affirms", "denies")) == set()


def rise(rule: str, levels: str) -> set[str]:
    """Give what act:b rises over; levels are those of act:b, act:a and, if there are three, act:older."""
    scheme, prop = {
        "weight": ("official-weight", "officialWeight"),
        "force": ("illocution", "illocution"),
    }[rule]
    acts = dict(zip(("b", "a", "older"), levels.split(), strict=False))
    given = "".join(f"act:{act} rj:{prop} {scheme}:{level} ." for act, level in acts.items())
    given += "".join(f"act:b rj:affirmsAfter act:{act} ." for act in acts if act != "b")
    return applied(f"raises-{rule}", given, scheme)


@pytest.mark.parametrize(
    ("rule", "levels", "risen"),
    [
        ("weight", "head-of-state legislature", {"a"}),
        ("weight", "head-of-state legislature none", {"a"}),
        ("weight", "head-of-state none legislature", {"older"}),
        ("weight", "head-of-state legislature legislature", {"a", "older"}),
        ("weight", "legislature legislature", set()),
        ("weight", "legislature none head-of-state", set()),
        ("weight", "head-of-state unknown", set()),
        ("weight", "head-of-state state-itself", set()),
        ("weight", "state-itself legislature", set()),
        ("force", "threat demand", {"a"}),
        ("force", "demand territorial-claim", {"a"}),
        ("force", "territorial-claim statement", {"a"}),
        ("force", "demand threat statement", set()),
        ("force", "statement statement", set()),
        ("force", "threat praise", set()),
    ],
)
def test_an_act_rises_over_the_highest_before_it(rule: str, levels: str, risen: set[str]) -> None:
    prop = {"weight": "raisesWeightOf", "force": "raisesForceOf"}[rule]
    expected = {f"act:b rj:{name} act:{act}" for act in risen for name in (prop, "escalates")}
    assert rise(rule, levels) == expected


PROMISE = "act:a rj:illocution illocution:reassurance ; rj:latestDay 9 ; rj:speakerState state:s ."
LATER = "act:b rj:earliestDay 10 ."
FOR = {"act:a rj:laterBearing act:b", "act:a rj:laterFor act:b"}
AGAINST = {"act:a rj:laterBearing act:b", "act:a rj:laterAgainst act:b"}


def bearing(given: str, promise: str = PROMISE) -> set[str]:
    return applied("later-bearing", promise + LATER + given, "illocution")


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        ("affirms", "affirms", FOR),
        ("affirms", "denies", AGAINST),
        ("denies", "affirms", AGAINST),
        ("denies", "denies", FOR),
        ("affirms", "questions", set()),
    ],
)
def test_a_later_act_on_the_same_claim_is_for_or_against(then: str, now: str, expected: set[str]) -> None:
    assert bearing(f"act:a rj:{then} claim:c . act:b rj:{now} claim:c .") == expected


@pytest.mark.parametrize("pair", ["claim:c rj:contradicts claim:d .", "claim:d rj:contradicts claim:c ."])
def test_what_contradicts_the_claim_is_against_it_however_the_pair_is_stated(pair: str) -> None:
    assert bearing("act:a rj:affirms claim:c . act:b rj:affirms claim:d ." + pair) == AGAINST


def test_only_what_is_certainly_later_bears() -> None:
    given = "act:a rj:affirms claim:c . act:b rj:denies claim:c ."
    assert bearing(given, PROMISE.replace("latestDay 9", "latestDay 10")) == set()
    assert bearing(given, PROMISE.replace("rj:latestDay 9 ;", "")) == set()


@pytest.mark.parametrize(
    ("illocution", "commits"),
    [("undertaking", True), ("commissive", True), ("threat", False), ("statement", False)],
)
def test_a_commitment_is_commissive_and_no_threat(illocution: str, commits: bool) -> None:
    promise = PROMISE.replace("reassurance", illocution)
    given = "act:a rj:affirms claim:c . act:b rj:denies claim:c ."
    assert bearing(given, promise) == (AGAINST if commits else set())


def test_a_territorial_claim_of_a_party_bears_on_its_word_and_on_the_same_land_goes_against_it() -> None:
    given = "act:a rj:addressee state:t . act:b rj:claimsAgainst state:t ; rj:speakerState state:s ."
    assert bearing(given) == {"act:a rj:laterBearing act:b"}
    assert (
        bearing(given + "act:a rj:aboutTerritory territory:x . act:b rj:aboutTerritory territory:x .")
        == AGAINST
    )
    assert bearing(given.replace("speakerState state:s", "speakerState state:other")) == set()
    assert bearing(given.replace("claimsAgainst state:t", "claimsAgainst state:u")) == set()
