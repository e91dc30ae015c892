"""How much an office weighs, and who may state the policy of a state."""

import pytest

from tests.rules import applied

SCHEMES = ("official-weight", "post", "body-kind")
STATE = "state:s rj:givesWeight official-weight:state-itself ; a rj:State ."
MINISTRY = "body:m a rj:Body ; rj:givesWeight official-weight:foreign-policy ; rj:ofState state:s ."
DUMA = "body:d a rj:Body ; rj:givesWeight official-weight:legislature ; rj:ofState state:s ."
PARTY = "body:y a rj:Body ; rj:givesWeight official-weight:party-office ."
GIVEN = "act:a a rj:SpeechAct ." + STATE + MINISTRY + DUMA + PARTY


def weight(given: str) -> str:
    (line,) = applied("official-weight", GIVEN + given, *SCHEMES)
    return line.removeprefix("act:a rj:officialWeight official-weight:")


def capacity(post: str, body: str, status: str = "") -> str:
    text = "act:a rj:inCapacity membership:m ."
    text += f"membership:m org:role post:{post} ." if post else ""
    text += f"membership:m org:organization {body} ."
    return text + (f"membership:m rj:membershipStatus membership-status:{status} ." if status else "")


@pytest.mark.parametrize(
    ("post", "body", "expected"),
    [
        ("president", "state:s", "head-of-state"),
        ("leader", "state:s", "head-of-state"),
        ("leader", "body:y", "party-office"),
        ("judge", "state:s", "state-organ"),
        ("spokesperson", "state:s", "state-organ"),
        ("foreign-minister", "body:m", "foreign-policy"),
        ("spokesperson", "body:m", "foreign-policy"),
        ("minister", "state:s", "state-organ"),
        ("ambassador", "state:s", "envoy"),
        ("deputy", "body:d", "legislature"),
        ("chair", "body:d", "legislature"),
        ("party-envoy", "body:d", "party-office"),
        ("professor", "state:s", "none"),
        ("", "body:y", "party-office"),
        ("chair", "body:unheard-of", "unknown"),
    ],
)
def test_a_post_goes_before_the_body_in_which_it_is_held(post: str, body: str, expected: str) -> None:
    assert weight(capacity(post, body)) == expected


@pytest.mark.parametrize("status", ["former", "interested", "keeping-away"])
def test_a_post_that_is_not_held_weighs_nothing(status: str) -> None:
    assert weight(capacity("president", "state:s", status)) == "none"


def test_a_post_that_is_being_left_still_weighs() -> None:
    assert weight(capacity("president", "state:s", "leaving")) == "head-of-state"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("act:a rj:speaker state:s .", "state-itself"),
        ("act:a rj:speaker body:m .", "foreign-policy"),
        ("act:a rj:speaker group:g ; rj:onBehalfOf state:s .", "state-organ"),
        ("act:a rj:speaker person:p ; rj:onBehalfOf body:m .", "foreign-policy"),
        ("act:a rj:speaker body:m ; rj:onBehalfOf state:s .", "foreign-policy"),
        ("act:a rj:speaker person:p .", "unknown"),
        ("act:a rj:speaker group:g .", "unknown"),
    ],
)
def test_a_body_a_state_or_a_mandate_weighs_without_a_post(given: str, expected: str) -> None:
    assert weight(given) == expected


def test_of_several_the_weightiest_counts() -> None:
    assert weight(capacity("deputy", "body:d") + "act:a rj:onBehalfOf state:s .") == "state-organ"
    assert weight(capacity("president", "state:s") + "act:a rj:onBehalfOf body:y .") == "head-of-state"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("foreign-ministry", "foreign-policy"),
        ("ministry", "state-organ"),
        ("institute", "none"),
        ("presidency", "head-of-state"),
    ],
)
def test_a_body_weighs_as_its_kind(kind: str, expected: str) -> None:
    given = f"body:b a rj:Body ; rj:bodyKind body-kind:{kind} ."
    assert applied("body-weight", given, *SCHEMES) == {f"body:b rj:givesWeight official-weight:{expected}"}


def test_a_state_weighs_as_itself_and_a_body_of_no_kind_not_at_all() -> None:
    given = 'state:s a rj:State . body:b a rj:Body ; rdfs:label "B"@en .'
    assert applied("body-weight", given) == {"state:s rj:givesWeight official-weight:state-itself"}


@pytest.mark.parametrize(
    ("value", "may"),
    [
        *((value, True) for value in ("head-of-state", "foreign-policy", "state-itself", "envoy")),
        *((value, False) for value in ("state-organ", "legislature", "party-office", "none", "unknown")),
    ],
)
def test_only_some_offices_may_state_policy(value: str, may: bool) -> None:
    given = f"act:a rj:officialWeight official-weight:{value} ; rj:speakerState state:s ."
    expected = {"act:a rj:authorisedFor state:s"} if may else set()
    assert applied("authorised-for", given, "official-weight") == expected


def test_who_speaks_for_no_state_states_the_policy_of_none() -> None:
    given = "act:a rj:officialWeight official-weight:head-of-state ."
    assert applied("authorised-for", given, "official-weight") == set()
