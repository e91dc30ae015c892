"""What is found in the real graph, by which words, in which order."""

from pathlib import Path

import pytest

from graph import snapshots, wordindex
from graph.entries import ORDER
from service.found import likeness, matched, points
from service.problems import BadParameter
from service.search import LONGEST, Search, readable
from service.things import Names

NAZARBAYEV, TOKAYEV = "person:nursultan-nazarbayev", "person:kassym-jomart-tokayev"
KAZAKHSTAN = "state:kazakhstan"


@pytest.fixture(scope="module")
def search(store: Path) -> Search:
    snapshot = snapshots.current(store)
    index = wordindex.opened(snapshot.index, snapshot.revision)
    assert index is not None, "the build has left an index"
    return Search(index)


def found(search: Search, text: str, *groups: str, limit: int = 20) -> list[str]:
    return [hit.prefixed for hit in search.find(text, groups, limit=limit)[0]]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Nazarbaev", NAZARBAYEV),
        ("Nazarbayev", NAZARBAYEV),
        ("Назарбаев", NAZARBAYEV),
        ("НАЗАРБАЕВ", NAZARBAYEV),
        ("Nazarbaïev", NAZARBAYEV),
        ("Нұрсұлтан Назарбаев", NAZARBAYEV),
        ("Nazarbayev, Nursultan", NAZARBAYEV),
        ("Токаев", TOKAYEV),
        ("Тоқаев", TOKAYEV),
        ("Tokaev", TOKAYEV),
        ("Toqayev", TOKAYEV),
        ("Zhomart", TOKAYEV),
        ("Jomart", TOKAYEV),
        ("Kasym-Zhomart Tokaev", TOKAYEV),
        ("Kazakstan", KAZAKHSTAN),
        ("Kazakhstan", KAZAKHSTAN),
        ("Қазақстан", KAZAKHSTAN),
        ("Казахстан", KAZAKHSTAN),
        ("KAZ", KAZAKHSTAN),
        ("Q232", KAZAKHSTAN),
        ("Nur Sultan", KAZAKHSTAN),
        ("Государственная дума", "body:state-duma"),
    ],
)
def test_every_spelling_finds_what_it_means_first(search: Search, text: str, first: str) -> None:
    assert found(search, text)[0] == first


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Nazrabayev", NAZARBAYEV),
        ("Nazarbajv", NAZARBAYEV),
        ("Kazahkstan", KAZAKHSTAN),
        ("Казхастан", KAZAKHSTAN),
        ("nikonv", "person:vyacheslav-nikonov"),
        ("vladmir putn", "person:vladimir-putin"),
    ],
)
def test_typos_are_forgiven(search: Search, text: str, first: str) -> None:
    assert found(search, text)[0] == first


@pytest.mark.parametrize("typed", ["n", "na", "naz", "naza", "nazarba", "nazarbayev nurs", "vyach"])
def test_a_name_is_found_while_it_is_typed(search: Search, typed: str) -> None:
    hits, _ = search.find(typed)
    assert hits
    assert {hit.way for hit in hits[:1]} <= {"beginning", "words"}


def test_a_number_is_not_mistaken_for_another(search: Search) -> None:
    assert found(search, "Q232", "state") == [KAZAKHSTAN]


def test_the_ways_come_in_their_order(search: Search) -> None:
    hits, _ = search.find("Kazakhstan", limit=100)
    ways = [hit.way for hit in hits]
    order = ["name", "spelling", "beginning", "words", "near", "typo", "typos", "text", "some-words"]
    assert ways == sorted(ways, key=order.index)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert points(hits[0]) <= 100


@pytest.mark.parametrize("way", ["beginning", "words"])
def test_persons_bodies_states_and_claims_come_before_memberships_and_reports(
    search: Search, way: str
) -> None:
    kinds = [hit.group for hit in search.find("nikonov", limit=100)[0] if hit.way == way]
    assert len(set(kinds)) > 2
    assert kinds == sorted(kinds, key=ORDER.__getitem__)
    assert [ORDER[kind] for kind in ("person", "body", "state", "claim")] < [ORDER["membership"]]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("words torn from their context", "act:slutsky-denial"),
        ("land is a present from another", "frame:gift"),
        ("lands seized for a time", "claim:kazakhstan-holds-lands-temporarily"),
        ("territory of Kazakhstan gift from Russia say deputies", "claim:kazakhstan-territory-is-a-gift"),
    ],
)
def test_paraphrases_definitions_and_claims_are_found_by_their_words(
    search: Search, text: str, wanted: str
) -> None:
    assert wanted in found(search, text)[:3]


def test_kinds_narrow_what_is_found(search: Search) -> None:
    assert {name.partition(":")[0] for name in found(search, "russia", "claim", "frame")} == {"claim"}
    assert found(search, "gift", "frame") == ["frame:gift"]
    assert found(search, "nazarbayev", "state") == []


def test_pages_join_without_a_gap_and_stay_in_order(search: Search) -> None:
    whole, _ = search.find("russia", limit=60)
    pages = [hit for at in range(0, 60, 7) for hit in search.find("russia", limit=7, offset=at)[0]][:60]
    assert [hit.iri for hit in pages] == [hit.iri for hit in whole]
    assert len({hit.iri for hit in whole}) == 60
    assert [hit.iri for hit in search.find("russia", limit=60)[0]] == [hit.iri for hit in whole]


def test_the_last_page_says_that_there_is_no_more(search: Search) -> None:
    whole, more = search.find("nikonov", ["person", "group", "event"], limit=100)
    assert not more
    assert search.find("nikonov", ["person", "group", "event"], limit=len(whole))[1] is False
    assert search.find("nikonov", ["person", "group", "event"], limit=len(whole) - 1)[1] is True


@pytest.mark.parametrize(
    "text",
    [
        '"',
        "AND",
        "a AND (",
        "name:x",
        "path:/.*/",
        "*",
        "?:",
        "+-!(){}[]^~\\",
        "/(a+)+$/",
        "x" * 400,
        "'s",
        "🦜",
    ],
)
def test_nobody_is_hurt_by_the_syntax_of_query_languages(search: Search, text: str) -> None:
    hits, _ = search.find(text)
    assert all(hit.iri.startswith("https://w3id.org/rejoinder/") for hit in hits)


def test_a_query_of_syntax_alone_finds_nothing(search: Search) -> None:
    assert search.find('"*:*" () ~') == ([], False)


@pytest.mark.parametrize("text", ["x" * (LONGEST + 1), "a\u0000b", "\u001b[31m", "\ud800", "a " * 33])
def test_endless_and_unreadable_words_are_refused(text: str) -> None:
    with pytest.raises(BadParameter) as caught:
        readable("q", text)
    assert str(caught.value.members["value"]).isprintable()


def test_white_space_is_one_blank() -> None:
    assert readable("q", " a\t\nb ") == "a b"


def test_it_is_told_by_which_name_something_was_found(search: Search) -> None:
    hits, _ = search.find("Назарбаев")
    assert matched(hits[0], "Назарбаев") == "Nazarbaev"
    hits, _ = search.find("words torn from their context")
    assert matched(hits[0], "words torn from their context") is None


def test_likeness_is_one_for_the_same_name_and_less_for_all_others() -> None:
    texts = ["Nazarbayev", "Назарбаев", "Nazarbayeva", "Putin"]
    likes = [likeness("Nazarbayev", text) for text in texts]
    assert likes[0] == 1
    assert likes == sorted(likes, reverse=True)
    assert len(set(likes)) == len(likes)


@pytest.mark.parametrize(
    "text", ["Nursultan Nazarbaev", "Нурсултан Назарбаев", "Nazarbajev", "nursultan-nazarbayev"]
)
def test_a_parameter_resolves_by_any_spelling_of_one_name(search: Search, text: str) -> None:
    names = Names(search)
    found = names.by_slug(["person"], text) or names.by_name(["person"], text)
    assert [thing.slug for thing in found] == ["nursultan-nazarbayev"]


def test_near_names_are_those_of_the_wanted_kinds(search: Search) -> None:
    assert Names(search).near(["state"], "state:kazahstn")[0] == KAZAKHSTAN
    assert Names(search).slugs("stance") == ("asserts", "doubts", "hedges", "rejects")
