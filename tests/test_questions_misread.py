"""The canned queries on the real graph: what a reader could take for more, or for less, than it is."""

from graph.sources import Draft
from graph.terms import expand
from tests.asking import added, asked, column


def test_an_act_that_was_answered_without_rejection_is_not_said_to_be_unanswered(draft: Draft) -> None:
    rows = asked(draft, "icow_verdicts", {"subject": "state:kazakhstan", "outcome": "open"})
    reasons = {row["act"]: row["reason"] for row in rows if row["criterion"] == "target-rejects"}
    # Because of Shperov the deputy minister telephoned (000:1222).
    assert reasons["act:shperov-temporary"].startswith("no rejection or acceptance found; other answers")
    assert reasons["act:shperov-temporary"].endswith("it prompted an event")
    assert any("doubtful links" in reason for reason in reasons.values())
    assert "no rejection or acceptance found" in reasons.values()


def test_words_explained_away_are_said_in_words_not_to_be_disavowed(draft: Draft) -> None:
    explained = added(draft, "")
    explained.store.update(f"""
        DELETE {{ GRAPH ?g {{ ?act <{expand("rj:disavowal")}> ?value }} }}
        INSERT {{ GRAPH ?g {{ ?act <{expand("rj:disavowal")}> <{expand("disavowal:explained-away")}> }} }}
        WHERE {{
          VALUES ?act {{ <{expand("act:shperov-temporary")}> }}
          GRAPH ?g {{ ?act <{expand("rj:disavowal")}> ?value }}
        }}""")  # noqa: S608 - of our own names
    rows = asked(explained, "icow_verdicts", {"subject": "act:shperov-temporary"})
    (reason,) = (row["reason"] for row in rows if row["criterion"] == "official-policy")
    assert reason == "explained as not said or not meant so, but not disavowed"
    (before,) = (
        row["reason"]
        for row in asked(draft, "icow_verdicts", {"subject": "act:shperov-temporary"})
        if row["criterion"] == "official-policy"
    )
    assert before == "disavowed by own state"


def test_the_rejection_that_answers_an_act_is_preferred_to_one_made_elsewhere(draft: Draft) -> None:
    rows = asked(draft, "icow_verdicts", {"subject": "act:fedorov-big-gift"})
    rejects = [row["reason"] for row in rows if row["criterion"] == "target-rejects"]
    assert rejects == ["Tokayev says nobody from outside gave the land to the Kazakhs"]


def test_a_link_that_the_curator_inferred_is_told_from_one_in_the_text(draft: Draft) -> None:
    rows = asked(draft, "who_speaks_of_whom", {"kind": ["answers", "may-answer"]})
    edges = {(row["source_label"], row["relation"], row["target_label"]): row for row in rows}
    explicit = edges["Mukhtar Tleuberdi", "answers", "Pavel Shperov"]
    inferred = edges["Nikolai Logutov", "answers", "Eduard Limonov"]
    assert (explicit["acts"], explicit["inferred"]) == ("1", "0")
    assert (inferred["acts"], inferred["inferred"]) == ("1", "1")
    assert all(row["inferred"] == row["acts"] for row in rows if row["relation"] == "may-answer")
    spoken = asked(draft, "who_speaks_of_whom", {"kind": ["speaks-to", "speaks-about"]})
    assert set(column(spoken, "inferred")) == set(column(spoken, "own_side")) == {"0"}


def test_an_answer_to_the_own_side_is_marked_and_gives_no_days_unless_asked_for(draft: Draft) -> None:
    answers = asked(draft, "who_speaks_of_whom", {"kind": ["answers"]})
    own = {(row["source_label"], row["target_label"]) for row in answers if row["own_side"] == row["acts"]}
    assert {("Kassym-Jomart Tokayev", "Kazakhstan"), ("Yevgeny Fedorov", "Vyacheslav Nikonov")} <= own
    assert ("Mukhtar Tleuberdi", "Pavel Shperov") not in own
    others = asked(draft, "response_times", {"by": "speaker"})
    assert set(column(others, "answered_side")) == {"other-side"}
    assert "Maria Zakharova" not in column(others, "answering_label")
    both = asked(draft, "response_times", {"by": "speaker", "toward": ["other-side", "own-side"]})
    assert ("Maria Zakharova", "own-side") in {(row["answering_label"], row["answered_side"]) for row in both}
    assert len(both) > len(others)


def test_days_from_words_dated_by_decades_are_vague(draft: Draft) -> None:
    for by in ("body", "state", "speaker"):
        rows = asked(draft, "response_times", {"by": by, "toward": ["other-side", "own-side"]})
        assert any(row["vague"] != "0" for row in rows)
        assert max(int(row["slowest_most"] or 0) - int(row["slowest_least"] or 0) for row in rows) <= 366
        for row in rows:
            assert int(row["links"]) == sum(int(row[name]) for name in ("dated", "undated", "vague"))


def test_a_disavowal_shows_how_firmly_it_is_tied_to_the_words(draft: Draft) -> None:
    rows = asked(draft, "disavowals", {"state": "state:kazakhstan"})
    ties = {(row["act"], row["disavowal"]): (row["link_basis"], row["link_confidence"]) for row in rows}
    assert ties["act:shperov-temporary", "act:zakharova-personal-view"] == ("explicit-in-text", "")
    # Lavrov names no names; that he means Nikonov is the curator's reading.
    assert ties["act:nikonov-great-gift", "act:lavrov-not-policy-makers"] == ("inferred-by-curator", "medium")
    assert {tie for pair, tie in ties.items() if not pair[1]} == {("", "")}


def test_an_act_that_denies_a_claim_does_not_look_as_if_it_made_it(draft: Draft) -> None:
    rows = asked(draft, "acts_without_stated_capacity", {})
    assert {"affirms", "denies"} <= set(column(rows, "polarity"))
    assert all(bool(row["polarity"]) == bool(row["claim"]) for row in rows)


def test_the_curators_doubt_of_a_position_or_a_membership_is_shown(draft: Draft) -> None:
    rows = asked(draft, "positions_on_integration", {})
    doubts = {row["position"]: row["confidence"] for row in rows}
    assert doubts["act:nazarbayev-ends-eurasian-parliament"] == "medium"
    rows = asked(draft, "positions_on_recognition", {"territory": "territory:abkhazia"})
    doubts = {row["position"]: row["confidence"] for row in rows}
    assert doubts["act:kazakhstan-refuses-recognition-of-abkhazia"] == "medium"
    assert doubts["act:tokayev-non-recognition-abkhazia"] == ""
    doubtful = added(draft, "membership:belarus-customs-union rj:confidence confidence:low .")
    rows = asked(doubtful, "members_of_organisation", {"organization": "body:customs-union"})
    assert {row["membership"] for row in rows if row["confidence"] == "low"} == {
        "membership:belarus-customs-union"
    }
