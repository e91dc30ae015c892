"""POST /verify: what is told of a copy, and in which form."""

import random
import re
from typing import Any

import httpx
import pytest

from graph.passages import Corpus
from graph.terms import ID
from tests.graph.copied_texts import WAYS
from tests.real import corpus
from tests.service.held import PLAIN, A, B, forged, over, send, told


def names(passages: list[dict[str, Any]], state: str) -> set[str]:
    return {one["passage"].removeprefix(f"{ID}passage/") for one in passages if one["state"] == state}


def test_a_copy_that_stands_is_told_so(verifier: httpx.Client) -> None:
    answer = told(verifier, A.text)
    assert (answer["recognised"], answer["stands"]) == (True, True)
    (document,) = answer["documents"]
    assert (document["slug"], document["state"], document["exact"]) == ("a", "complete", len(A.sought))
    assert [one["document"] for one in answer["not_recognised"]] == [f"{ID}document/b"]
    assert {fact["state"] for fact in answer["facts"]} == {"stands"}
    kinds = {fact["kind"] for fact in answer["facts"]}
    assert kinds == {"act", "claim", "citation", "discrepancy"}


def test_offsets_and_lines_are_those_of_the_copy(verifier: httpx.Client) -> None:
    copy = WAYS[0](A.text, random.Random(4))  # noqa: S311 - no secret
    for one in told(verifier, copy)["passages"]:
        place = one["place"]
        assert copy.count("\n", 0, place["start"]) + 1 == place["line"]
        assert copy.count("\n", 0, place["end"] - 1) + 1 == place["last_line"]
        first = re.match(r"\w+", A.text[one["start"] :])
        assert first is None or copy[place["start"] :].startswith(first[0][:3])


@pytest.mark.parametrize("number", [0, 7, 12, 30])
def test_a_forged_word_is_told_by_passage_and_by_what_rests_on_it(
    number: int, verifier: httpx.Client
) -> None:
    answer = told(verifier, forged(A, number))
    assert answer["stands"] is False
    assert names(answer["passages"], "missing") == over(A, number)
    lost = {fact["thing"] for fact in answer["facts"] if fact["state"] == "lost"}
    assert {f"{ID}act/{name}" for name in over(A, number)} <= lost
    for fact in answer["facts"]:
        assert len(fact["lost"]) == fact["missing"]
        assert set(fact["lost"]) <= {f"{ID}passage/{name}" for name in over(A, number)}
        assert (fact["state"] == "stands") == (fact["missing"] == 0)
        assert (fact["state"] == "lost") == (fact["missing"] > 0 and fact["standing"] == 0)
    counted = answer["facts_by_state"]
    assert counted["lost"] == len(lost)
    assert sum(counted.values()) == len(answer["facts"])


def test_a_claim_stands_on_the_acts_that_voice_it(verifier: httpx.Client) -> None:
    answer = told(verifier, forged(A, 6))
    claim = next(fact for fact in answer["facts"] if fact["thing"] == f"{ID}claim/a-0")
    voicing = [one for number, one in enumerate(A.sought) if number % 6 == 0]
    assert (claim["state"], claim["standing"] + claim["missing"]) == ("partly", len(voicing))
    assert claim["missing"] == len(over(A, 6) & {one.name for one in voicing})


def test_what_other_documents_tell_too_is_counted(verifier: httpx.Client) -> None:
    answer = told(verifier, forged(A, 0))
    both = next(fact for fact in answer["facts"] if fact["thing"] == f"{ID}act/both")
    assert (both["state"], both["elsewhere"], both["label"]) == ("lost", 1, "Both tell it")
    answer = told(verifier, forged(A, 0) + B.text)
    both = next(fact for fact in answer["facts"] if fact["thing"] == f"{ID}act/both")
    assert (both["state"], both["elsewhere"], both["standing"]) == ("partly", 0, 1)


def test_a_web_page_around_a_document_changes_nothing(verifier: httpx.Client) -> None:
    paragraphs = "".join(
        f"<p>{part.replace('said', 'sa<b>i</b>d').replace('—', '&mdash;')}</p>"
        for part in A.text.split("\n\n")
    )
    page = (
        "<!doctype html><html><head><title>News</title><script>var a = '<p>';</script></head>"
        f"<body><nav><ul><li>Home</ul></nav><aside>Buy &amp; save</aside>"
        f"{paragraphs}<footer>©</footer></body></html>"
    )
    answer = told(verifier, page)
    assert (answer["copy"]["markup"], answer["documents"][0]["state"]) == ("HTML", "complete")
    for one in answer["passages"]:
        assert page[one["place"]["start"] - 1] in "> \n"


def test_a_text_in_which_nothing_is_recognised_gets_a_sentence(verifier: httpx.Client) -> None:
    answer = told(verifier, "Another tale, of foxes and of geese.")
    assert (answer["recognised"], answer["stands"], answer["passages"], answer["facts"]) == (
        False,
        False,
        [],
        [],
    )
    assert answer["told"].startswith("No passage is recognised")
    assert len(answer["not_recognised"]) == 2


def test_a_document_that_was_asked_about_is_told_even_if_it_is_absent(verifier: httpx.Client) -> None:
    answer = told(verifier, A.text, params={"document": "b"})
    assert [(one["slug"], one["state"]) for one in answer["documents"]] == [("b", "absent")]
    assert answer["recognised"] is False
    problem = send(verifier, A.text, params={"document": "zzz"})
    assert (problem.status_code, problem.json()["parameter"]) == (422, "document")


def test_the_answer_comes_as_json_text_or_page(verifier: httpx.Client) -> None:
    copy = forged(A, 7)
    kinds = {
        "application/json": "application/json",
        "text/plain": "text/plain",
        "text/html,*/*;q=0.8": "text/html",
    }
    for accept, kind in kinds.items():
        answer = send(verifier, copy, headers={"Accept": accept})
        assert answer.headers["content-type"].partition(";")[0] == kind
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        for name in over(A, 7):
            assert name in answer.text
    assert send(verifier, copy, params={"format": "text"}).text.startswith(
        "The copy holds document a (changed)"
    )
    assert send(verifier, copy, headers={"Accept": "text/csv"}).status_code == 406


def test_labels_are_escaped_on_the_page(verifier: httpx.Client) -> None:
    page = send(verifier, forged(A, 7), headers={"Accept": "text/html"}).text
    assert "Act &lt;7&gt; of a" in page
    assert "<7>" not in page


def test_a_file_or_typed_text_comes_in_a_form(verifier: httpx.Client) -> None:
    file = verifier.post("/verify", files={"file": ("copy.txt", A.text.encode())})
    typed = verifier.post(
        "/verify", files={"file": ("", b""), "text": (None, A.text), "document": (None, "a")}
    )
    assert (file.json()["stands"], typed.json()["stands"]) == (True, True)
    both = verifier.post("/verify", files={"file": ("a.txt", b"x"), "text": (None, "y")})
    assert (both.status_code, "2 copies" in both.json()["detail"]) == (400, True)
    assert verifier.post("/verify", files={"text": (None, "  ")}).status_code == 400
    assert verifier.post("/verify", files={"other": (None, "x")}).status_code == 400
    cut = verifier.post(
        "/verify", content=b"--b\r\n\r\nx", headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    bare = verifier.post("/verify", content=b"--b\r\n\r\nx", headers={"Content-Type": "multipart/form-data"})
    assert (cut.status_code, bare.status_code) == (400, 400)


def test_a_revision_can_be_held_against_a_copy(verifier: httpx.Client) -> None:
    revision = verifier.get("/health").json()["revision"]
    answer = verifier.post(f"/r/{revision}/verify", content=A.text.encode(), headers=PLAIN)
    assert (answer.status_code, answer.json()["revision"]) == (200, revision)


def test_there_is_a_form_that_works_without_scripts(verifier: httpx.Client) -> None:
    page = verifier.get("/verify", headers={"Accept": "text/html"}).text
    assert re.search(r'<form [^>]*action="[^"]*/verify" method="post" enctype="multipart/form-data"', page)
    assert {'name="file"', 'name="text"', 'name="document"'} <= set(re.findall(r'name="\w+"', page))
    assert '/verify"' in verifier.get("/about").text


def test_each_document_is_recognised_and_stands(http: httpx.Client) -> None:
    texts = Corpus(corpus())
    chance = random.Random(9)  # noqa: S311 - no secret
    for slug in texts.slugs():
        answer = told(http, chance.choice(WAYS)(texts.text(slug), chance))
        assert [(one["slug"], one["state"]) for one in answer["documents"]] == [(slug, "complete")]
        assert answer["facts_by_state"]["stands"] == len(answer["facts"]) > 100
    every = told(http, "\n".join(texts.text(slug) for slug in reversed(texts.slugs())))
    assert [one["state"] for one in every["documents"]] == ["complete"] * len(texts.slugs())
    assert len(every["passages"]) == 386


def test_everything_that_has_a_passage_is_told_of(http: httpx.Client) -> None:
    """Nothing but the kinds that are followed points to a passage, in what documents state."""
    query = """
        PREFIX rj: <https://w3id.org/rejoinder/ontology#>
        SELECT DISTINCT ?property WHERE { ?thing ?property ?passage . ?passage a rj:Passage }
    """
    params = {"query": query, "format": "csv", "layer": "curated"}
    found = {line.rpartition("#")[2] for line in http.get("/sparql", params=params).text.split()[1:]}
    assert found == {"evidence", "citedIn"}


def test_a_translation_is_none_of_the_documents(http: httpx.Client) -> None:
    words = [
        "министр",
        "заявил",
        "что",
        "граница",
        "остаётся",
        "прежней",
        "и",
        "стороны",
        "подтвердили",
        "договор",
        "о",
        "дружбе",
        "и",
        "союзе",
    ]
    text = " ".join(random.Random(1).choices(words, k=20_000))  # noqa: S311 - no secret
    assert told(http, text)["recognised"] is False


def test_the_operation_is_described_with_an_example(verifier: httpx.Client) -> None:
    operation = verifier.get("/openapi.json").json()["paths"]["/verify"]["post"]
    assert set(operation["requestBody"]["content"]) >= {"text/plain", "text/html", "multipart/form-data"}
    example = operation["responses"]["200"]["content"]["application/json"]["example"]
    answer = told(verifier, forged(A, 7))
    assert example.keys() <= answer.keys()
    assert example["passages"][0].keys() <= next(p for p in answer["passages"] if "place" in p).keys()
    assert example["facts_by_state"].keys() == answer["facts_by_state"].keys()
    assert {"413", "415", "503", "504"} <= operation["responses"].keys()
