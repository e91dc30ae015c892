"""Depth, tops and paths of replies to replies, in chains, where ways part and meet, and in circles."""

from graph.replies import replies
from tests.rules import coded


def links(*pairs: str, low: str = "") -> str:
    """Write responses such as `b>a`; those named in `low` are of low confidence."""
    text = ""
    for number, pair in enumerate(pairs):
        reply, _, answered = pair.partition(">")
        doubt = "; rj:confidence confidence:low" if pair in low.split() else ""
        text += f"response:r{number} rj:reply act:{reply} ; rj:to act:{answered} {doubt} .\n"
    return text


def depths(turtle: str) -> dict[str, int]:
    found = (line.split() for line in coded(replies, turtle) if " rj:replyDepth " in line)
    return {act.removeprefix("act:"): int(depth) for act, _, depth in found}


def tops(turtle: str, act: str) -> set[str]:
    start = f"act:{act} rj:threadRoot act:"
    return {line.removeprefix(start) for line in coded(replies, turtle) if line.startswith(start)}


def steps(turtle: str, reply: str, answered: str, kind: str = "pathSteps") -> int | None:
    start = f"reply-path:{reply}-to-act-{answered} rj:{kind} "
    found = [line.removeprefix(start) for line in coded(replies, turtle) if line.startswith(start)]
    return int(found[0]) if found else None


def test_a_chain_is_counted_from_the_top() -> None:
    chain = links("b>a", "c>b")
    assert depths(chain) == {"a": 0, "b": 1, "c": 2}
    assert tops(chain, "c") == {"a"}
    assert tops(chain, "a") == set()
    assert steps(chain, "c", "a") == 2


def test_a_path_names_both_its_ends() -> None:
    assert coded(replies, "response:r rj:reply act:b ; rj:to event:a .") == {
        "act:b rj:replyDepth 1",
        "act:b rj:threadRoot event:a",
        "event:a rj:replyDepth 0",
        "reply-path:b-to-event-a rdf:type rj:ReplyPath",
        "reply-path:b-to-event-a rj:pathFrom act:b",
        "reply-path:b-to-event-a rj:pathTo event:a",
        "reply-path:b-to-event-a rj:pathSteps 1",
        "reply-path:b-to-event-a rj:firmPathSteps 1",
    }


def test_an_act_that_answers_two_has_the_depth_of_the_longer_way_and_the_steps_of_the_shorter() -> None:
    parted = links("b>a", "c>b", "d>c", "d>a", "d>other")
    assert depths(parted)["d"] == 3
    assert steps(parted, "d", "a") == 1
    assert steps(parted, "d", "b") == 2
    assert tops(parted, "d") == {"a", "other"}


def test_an_act_alone_has_no_depth() -> None:
    assert coded(replies, "act:a a rj:SpeechAct .") == set()


def test_a_circle_is_one_step_and_its_first_act_stands_for_it() -> None:
    circle = links("a>b", "b>c", "c>a", "d>c")
    assert depths(circle) == {"a": 0, "b": 0, "c": 0, "d": 1}
    assert tops(circle, "d") == {"a"}
    assert tops(circle, "c") == {"a"}
    assert tops(circle, "a") == set()
    assert steps(circle, "a", "c") == 2


def test_an_act_that_answers_itself_has_no_path() -> None:
    assert coded(replies, links("a>a")) == {"act:a rj:replyDepth 0"}


def test_steps_over_a_link_of_low_confidence_are_not_firm() -> None:
    doubted = links("b>a", "c>b", "c>a", low="c>a")
    assert steps(doubted, "c", "a") == 1
    assert steps(doubted, "c", "a", "firmPathSteps") == 2
    assert steps(links("b>a", low="b>a"), "b", "a", "firmPathSteps") is None


def test_a_long_chain_is_followed_to_its_end() -> None:
    chain = links(*(f"n{number + 1}>n{number}" for number in range(60)))
    assert depths(chain)["n60"] == 60
    assert steps(chain, "n60", "n0") == 60
