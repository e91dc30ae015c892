"""What rules derive from the real graph: what each act has exactly once, and some answers that are known."""

from collections import Counter

import pytest

from graph.check import assemble
from graph.sources import Draft, Roots
from graph.terms import expand, shorten


@pytest.fixture(scope="module")
def draft() -> Draft:
    return assemble(Roots())


def told(draft: Draft, subject: str, name: str) -> list[str]:
    return [shorten(value) for value in draft.values(expand(subject), expand(name))]


def acts(draft: Draft) -> list[str]:
    found = [
        iri for iri in draft.subjects() if expand("rj:SpeechAct") in draft.values(iri, expand("rdf:type"))
    ]
    assert found
    return [shorten(iri) for iri in found]


@pytest.mark.parametrize("name", ["officialWeight", "disavowal", "replyCount", "independentOrigins"])
def test_every_act_has_exactly_one_of_each(draft: Draft, name: str) -> None:
    assert {act: number for act in acts(draft) if (number := len(told(draft, act, f"rj:{name}"))) != 1} == {}


def test_each_criterion_is_answered_once_for_each_act_it_is_asked_of(draft: Draft) -> None:
    asked = [act for act in acts(draft) if told(draft, act, "rj:icowEligible")]
    assert asked
    for act in asked:
        answers = Counter(
            answer
            for name in ("rj:meetsCriterion", "rj:failsCriterion", "rj:leavesOpen")
            for answer in told(draft, act, name)
        )
        assert len(answers) == 5, act
        assert set(answers.values()) == {1}, act
        assert len(told(draft, act, "rj:icowEligible")) == 1


def test_no_post_is_held_in_two_ways_at_one_act(draft: Draft) -> None:
    for act in acts(draft):
        posts = [
            p
            for name in ("statedPost", "possiblePost", "unknownPost")
            for p in told(draft, act, f"rj:{name}")
        ]
        assert len(posts) == len(set(posts)), act


@pytest.mark.parametrize(
    ("act", "name", "value"),
    [
        ("act:shperov-temporary", "rj:officialWeight", "official-weight:legislature"),
        ("act:slutsky-denial", "rj:officialWeight", "official-weight:legislature"),
        ("act:mfa-kazakhstan-not-official", "rj:officialWeight", "official-weight:foreign-policy"),
        ("act:zakharova-personal-view", "rj:officialWeight", "official-weight:foreign-policy"),
        ("act:tokayev-no-gift", "rj:officialWeight", "official-weight:head-of-state"),
        ("act:zakharova-personal-view", "rj:authorisedFor", "state:russia"),
        ("act:shperov-temporary", "rj:disavowal", "disavowal:by-own-state"),
        ("act:nikonov-great-gift", "rj:disavowal", "disavowal:by-own-state"),
        ("act:shperov-temporary", "rj:icowEligible", "icow-verdict:not-eligible"),
        ("act:nikonov-great-gift", "rj:icowEligible", "icow-verdict:not-eligible"),
        ("act:fedorov-big-gift", "rj:affirmsAfter", "act:nikonov-great-gift"),
    ],
)
def test_what_is_derived_is_what_a_reader_of_the_documents_finds(
    draft: Draft, act: str, name: str, value: str
) -> None:
    assert value in told(draft, act, name)


def test_a_deputy_fails_for_want_of_office_and_by_disavowal(draft: Draft) -> None:
    wanting = {"icow-criterion:official-policy", "icow-criterion:official-speaker"}
    assert wanting <= set(told(draft, "act:shperov-temporary", "rj:failsCriterion"))
