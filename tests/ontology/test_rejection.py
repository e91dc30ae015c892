"""Who of the targeted state rejects or accepts a claim."""

import pytest

from tests.rules import applied

CLAIM = "act:a rj:claimsAgainst state:t ; rj:affirms claim:c . act:b rj:authorisedFor state:t ."
REJECTED, ACCEPTED = {"act:a rj:rejectedBy act:b"}, {"act:a rj:acceptedBy act:b"}


def answer(kind: str, to: str = "act:a") -> str:
    text = f"response:r rj:to {to} ; rj:bearsOn act:a , {to} ; rj:reply act:b ."
    return text + f"response:r rj:responseType response-type:{kind} ."


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("rejects", REJECTED),
        ("untrue", REJECTED),
        ("protests", REJECTED),
        ("accepts", ACCEPTED),
        ("endorses", ACCEPTED),
        ("requests-reassurance", set()),
        ("declines-comment", set()),
    ],
)
def test_some_answers_reject_and_some_accept(kind: str, expected: set[str]) -> None:
    assert applied("rejected-by", CLAIM + answer(kind)) == expected


def test_a_protest_is_against_the_whole_utterance_and_a_rejection_against_one_act_of_it() -> None:
    assert applied("rejected-by", CLAIM + answer("protests", "act:twin")) == REJECTED
    assert applied("rejected-by", CLAIM + answer("rejects", "act:twin")) == set()


def test_to_deny_the_claim_or_affirm_what_contradicts_it_is_to_reject_it() -> None:
    assert applied("rejected-by", CLAIM + "act:b rj:denies claim:c .") == REJECTED
    assert (
        applied("rejected-by", CLAIM + "act:b rj:affirms claim:d . claim:d rj:contradicts claim:c .")
        == REJECTED
    )
    assert (
        applied("rejected-by", CLAIM + "act:b rj:affirms claim:d . claim:c rj:contradicts claim:d .")
        == REJECTED
    )
    assert applied("rejected-by", CLAIM + "act:b rj:affirms claim:d .") == set()


def test_only_one_who_may_state_the_policy_of_the_target_rejects_for_it() -> None:
    deputy = CLAIM.replace("authorisedFor", "speakerState")
    other = CLAIM.replace("authorisedFor state:t", "authorisedFor state:u")
    assert applied("rejected-by", deputy + answer("rejects")) == set()
    assert applied("rejected-by", other + answer("rejects")) == set()


def test_what_was_said_before_the_act_or_is_read_with_low_confidence_does_not_count() -> None:
    denial = CLAIM + "act:b rj:denies claim:c ."
    act = "act:a rj:earliestDay 10 ; rj:latestDay 20 ."
    assert applied("rejected-by", denial + act + "act:b rj:latestDay 9 .") == set()
    assert applied("rejected-by", denial + act + "act:b rj:latestDay 10 .") == REJECTED
    assert applied("rejected-by", denial + "act:b rj:confidence confidence:low .") == set()
