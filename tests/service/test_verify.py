"""POST /verify: what a copy is told, what is refused, and that nothing of the copy is kept."""

import logging
import random
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from graph.passages import Corpus
from graph.terms import ID
from service.settings import Settings
from service.verifying import comparer
from tests.graph.copied_texts import WAYS
from tests.real import corpus
from tests.service import held
from tests.service.engine.engines import children
from tests.service.held import A, B, forged, over
from tests.service.small import ELSEWHERE, client, until

NONCE = "heronquill"
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("held")
    held.publish(made)
    return made


@pytest.fixture(scope="module")
def site(place: Path) -> Iterator[httpx.Client]:
    with client(Settings(store=place, workers=2, timeout=20, copy_bytes=4 * 2**20)) as http:
        yield http


def send(site: httpx.Client, text: str | bytes, **more: Any) -> httpx.Response:
    body = text.encode() if isinstance(text, str) else text
    return site.post("/verify", content=body, headers=PLAIN | more.pop("headers", {}), **more)


def told(site: httpx.Client, text: str, **more: Any) -> Any:
    answer = send(site, text, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(passages: list[dict[str, Any]], state: str) -> set[str]:
    return {one["passage"].removeprefix(f"{ID}passage/") for one in passages if one["state"] == state}


def test_a_copy_that_stands_is_told_so(site: httpx.Client) -> None:
    answer = told(site, A.text)
    assert (answer["recognised"], answer["stands"]) == (True, True)
    (document,) = answer["documents"]
    assert (document["slug"], document["state"], document["exact"]) == ("a", "complete", len(A.sought))
    assert [one["document"] for one in answer["not_recognised"]] == [f"{ID}document/b"]
    assert {fact["state"] for fact in answer["facts"]} == {"stands"}
    kinds = {fact["kind"] for fact in answer["facts"]}
    assert kinds == {"act", "claim", "citation", "discrepancy"}


def test_offsets_and_lines_are_those_of_the_copy(site: httpx.Client) -> None:
    copy = WAYS[0](A.text, random.Random(4))  # noqa: S311 - no secret
    for one in told(site, copy)["passages"]:
        place = one["place"]
        assert copy.count("\n", 0, place["start"]) + 1 == place["line"]
        assert copy.count("\n", 0, place["end"] - 1) + 1 == place["last_line"]
        first = re.match(r"\w+", A.text[one["start"] :])
        assert first is None or copy[place["start"] :].startswith(first[0][:3])


@pytest.mark.parametrize("number", [0, 7, 12, 30])
def test_a_forged_word_is_told_by_passage_and_by_what_rests_on_it(number: int, site: httpx.Client) -> None:
    answer = told(site, forged(A, number))
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


def test_a_claim_stands_on_the_acts_that_voice_it(site: httpx.Client) -> None:
    answer = told(site, forged(A, 6))
    claim = next(fact for fact in answer["facts"] if fact["thing"] == f"{ID}claim/a-0")
    voicing = [one for number, one in enumerate(A.sought) if number % 6 == 0]
    assert (claim["state"], claim["standing"] + claim["missing"]) == ("partly", len(voicing))
    assert claim["missing"] == len(over(A, 6) & {one.name for one in voicing})


def test_what_other_documents_tell_too_is_counted(site: httpx.Client) -> None:
    answer = told(site, forged(A, 0))
    both = next(fact for fact in answer["facts"] if fact["thing"] == f"{ID}act/both")
    assert (both["state"], both["elsewhere"], both["label"]) == ("lost", 1, "Both tell it")
    answer = told(site, forged(A, 0) + B.text)
    both = next(fact for fact in answer["facts"] if fact["thing"] == f"{ID}act/both")
    assert (both["state"], both["elsewhere"], both["standing"]) == ("partly", 0, 1)


def test_a_web_page_around_a_document_changes_nothing(site: httpx.Client) -> None:
    paragraphs = "".join(
        f"<p>{part.replace('said', 'sa<b>i</b>d').replace('—', '&mdash;')}</p>"
        for part in A.text.split("\n\n")
    )
    page = (
        "<!doctype html><html><head><title>News</title><script>var a = '<p>';</script></head>"
        f"<body><nav><ul><li>Home</ul></nav><aside>Buy &amp; save</aside>"
        f"{paragraphs}<footer>©</footer></body></html>"
    )
    answer = told(site, page)
    assert (answer["copy"]["markup"], answer["documents"][0]["state"]) == ("HTML", "complete")
    for one in answer["passages"]:
        assert page[one["place"]["start"] - 1] in "> \n"


def test_a_text_in_which_nothing_is_recognised_gets_a_sentence(site: httpx.Client) -> None:
    answer = told(site, "Another tale, of foxes and of geese.")
    assert (answer["recognised"], answer["stands"], answer["passages"], answer["facts"]) == (
        False,
        False,
        [],
        [],
    )
    assert answer["told"].startswith("No passage is recognised")
    assert len(answer["not_recognised"]) == 2


def test_a_document_that_was_asked_about_is_told_even_if_it_is_absent(site: httpx.Client) -> None:
    answer = told(site, A.text, params={"document": "b"})
    assert [(one["slug"], one["state"]) for one in answer["documents"]] == [("b", "absent")]
    assert answer["recognised"] is False
    problem = send(site, A.text, params={"document": "zzz"})
    assert (problem.status_code, problem.json()["parameter"]) == (422, "document")


def test_the_answer_comes_as_json_text_or_page(site: httpx.Client) -> None:
    copy = forged(A, 7)
    kinds = {
        "application/json": "application/json",
        "text/plain": "text/plain",
        "text/html,*/*;q=0.8": "text/html",
    }
    for accept, kind in kinds.items():
        answer = send(site, copy, headers={"Accept": accept})
        assert answer.headers["content-type"].partition(";")[0] == kind
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        for name in over(A, 7):
            assert name in answer.text
    assert send(site, copy, params={"format": "text"}).text.startswith("The copy holds document a (changed)")
    assert send(site, copy, headers={"Accept": "text/csv"}).status_code == 406


def test_labels_are_escaped_on_the_page(site: httpx.Client) -> None:
    page = send(site, forged(A, 7), headers={"Accept": "text/html"}).text
    assert "Act &lt;7&gt; of a" in page
    assert "<7>" not in page


def test_a_file_or_typed_text_comes_in_a_form(site: httpx.Client) -> None:
    file = site.post("/verify", files={"file": ("copy.txt", A.text.encode())})
    typed = site.post("/verify", files={"file": ("", b""), "text": (None, A.text), "document": (None, "a")})
    assert (file.json()["stands"], typed.json()["stands"]) == (True, True)
    both = site.post("/verify", files={"file": ("a.txt", b"x"), "text": (None, "y")})
    assert (both.status_code, "2 copies" in both.json()["detail"]) == (400, True)
    assert site.post("/verify", files={"text": (None, "  ")}).status_code == 400
    assert site.post("/verify", files={"other": (None, "x")}).status_code == 400
    cut = site.post(
        "/verify", content=b"--b\r\n\r\nx", headers={"Content-Type": "multipart/form-data; boundary=b"}
    )
    bare = site.post("/verify", content=b"--b\r\n\r\nx", headers={"Content-Type": "multipart/form-data"})
    assert (cut.status_code, bare.status_code) == (400, 400)


REFUSED = [
    (b"%PDF-1.7\n\x00", {}, 415, "PDF"),
    (b"PK\x03\x04....word/document.xml", {}, 415, "DOCX"),
    (b"PK\x03\x04....", {}, 415, "zip archive"),
    (b"\x1f\x8b\x08", {}, 415, "gzip"),
    (b"{\\rtf1 text}", {}, 415, "RTF"),
    (b"text \x00 text", {}, 415, "byte 5 is NUL"),
    ("text".encode("utf-16-le") * 30, {}, 415, "UTF-16 without"),
    (b"", {}, 400, "no letter"),
    ("— “” …".encode(), {}, 400, "no letter"),
    (b"half \xed\xa0\x80 a character", {}, 400, "Byte 5"),
    (b"caf\xe9", {}, 400, "Byte 3 is no UTF-8"),
    (b"text", {"Content-Type": "text/plain; charset=ebcdic"}, 415, "charset"),
    (b"text", {"Content-Type": "application/json"}, 415, "application/json"),
    (b"text", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "--data-binary"),
    (b"text", {"Content-Encoding": "gzip"}, 415, "gzip"),
]


@pytest.mark.parametrize(("body", "headers", "status", "said"), REFUSED)
def test_what_is_no_text_is_refused_with_what_to_do(
    body: bytes, headers: dict[str, str], status: int, said: str, site: httpx.Client
) -> None:
    answer = send(site, body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert said in answer.json()["detail"]
    page = send(site, body, headers=headers | {"Accept": "text/html"})
    assert page.status_code == status
    assert re.search(r'role="alert">[^<]*', page.text)
    assert 'enctype="multipart/form-data"' in page.text


def test_a_copy_above_the_limit_is_refused_before_it_is_read(site: httpx.Client) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 2**20
            yield b"miller " * (2**20 // 7)

    answer = site.post("/verify", content=endless(), headers=PLAIN)
    assert (answer.status_code, answer.json()["limit"], answer.json()["unit"]) == (413, 4 * 2**20, "bytes")
    assert sent < 100 * 2**20
    form = site.post("/verify", files={"file": ("a.txt", b"a " * 2**21 + b"b")})
    assert (form.status_code, form.json()["limit"]) == (413, 4 * 2**20)


def test_a_revision_can_be_held_against_a_copy(site: httpx.Client) -> None:
    revision = site.get("/health").json()["revision"]
    answer = site.post(f"/r/{revision}/verify", content=A.text.encode(), headers=PLAIN)
    assert (answer.status_code, answer.json()["revision"]) == (200, revision)


def test_there_is_a_form_that_works_without_scripts(site: httpx.Client) -> None:
    page = site.get("/verify", headers={"Accept": "text/html"}).text
    assert re.search(r'<form [^>]*action="[^"]*/verify" method="post" enctype="multipart/form-data"', page)
    assert {'name="file"', 'name="text"', 'name="document"'} <= set(re.findall(r'name="\w+"', page))
    assert '/verify"' in site.get("/about").text


def test_nothing_of_a_copy_is_written_logged_or_told(
    site: httpx.Client, place: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was opened")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, opened)
    before = {path: path.stat().st_mtime_ns for path in place.rglob("*")}
    caplog.set_level(logging.DEBUG)
    large = (A.text + f" {NONCE}" * 100_000).encode()
    copies = [large, large + b"\xff", b"%PDF-" + large]
    for body in copies:
        for kind in ("application/json", "text/html"):
            answers = [
                send(site, body, headers={"Accept": kind}),
                site.post("/verify", files={"file": (f"{NONCE}.txt", body)}, headers={"Accept": kind}),
                site.post("/verify", files={"text": (None, body)}, headers={"Accept": kind}),
            ]
            for answer in answers:
                assert answer.status_code in {200, 400, 415}
                assert NONCE not in answer.text
                assert NONCE not in str(answer.headers)
    assert NONCE not in caplog.text
    assert {path: path.stat().st_mtime_ns for path in place.rglob("*")} == before


SLEEPS = "import time; time.sleep(60)"
DIES = f"import sys; sys.stdin.buffer.read(); print('{NONCE}', file=sys.stderr); sys.exit(3)"


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let another program run in the place of the comparison."""

    def put(code: str) -> None:
        monkeypatch.setattr(comparer, "command", lambda _: [sys.executable, "-c", code])

    return put


def test_a_comparison_ends_at_the_time_limit_while_others_are_answered(place: Path, instead: Any) -> None:
    with client(Settings(store=place, workers=2, timeout=2)) as http, ThreadPoolExecutor(1) as threads:
        assert told(http, A.text)["stands"]
        before = set(children())
        instead(SLEEPS)
        began = time.monotonic()
        slow = threads.submit(send, http, A.text)
        time.sleep(0.3)
        assert http.get("/health").status_code == 200
        assert not slow.done()
        answer = slow.result()
        assert (answer.status_code, answer.json()["limit"]) == (504, 2)
        assert time.monotonic() - began < 5
        until(lambda: set(children()) <= before)


def test_a_comparison_that_dies_tells_nothing_of_the_copy(
    place: Path, instead: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with client(Settings(store=place, workers=2, timeout=20)) as http:
        instead(DIES)
        answer = send(http, f"{NONCE} {A.text}")
        assert answer.status_code == 500
        assert NONCE not in answer.text + caplog.text


def test_a_client_that_leaves_ends_its_comparison(place: Path, instead: Any) -> None:
    with client(Settings(store=place, workers=2, timeout=20)) as http:
        instead(SLEEPS)
        before = set(children())
        with pytest.raises(httpx.ReadTimeout):
            send(http, A.text, timeout=0.7)
        until(lambda: set(children()) <= before)


def test_more_copies_than_fit_are_sent_away(
    place: Path, instead: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparer, "_WAITING", 2)
    with client(Settings(store=place, workers=2, timeout=2)) as http, ThreadPoolExecutor(3) as threads:
        instead(SLEEPS)
        answers = [one.result() for one in [threads.submit(send, http, A.text) for _ in range(3)]]
        assert sorted(one.status_code for one in answers) == [503, 504, 504]
        busy = next(one for one in answers if one.status_code == 503)
        assert busy.headers["retry-after"] == "5"


def test_a_client_may_ask_no_more_than_of_questions(place: Path) -> None:
    with client(Settings(store=place, workers=2, timeout=20, rate=2)) as http:
        assert [send(http, A.text, headers=ELSEWHERE).status_code for _ in range(3)] == [200, 200, 429]


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


def test_the_operation_is_described_with_an_example(site: httpx.Client) -> None:
    operation = site.get("/openapi.json").json()["paths"]["/verify"]["post"]
    assert set(operation["requestBody"]["content"]) >= {"text/plain", "text/html", "multipart/form-data"}
    example = operation["responses"]["200"]["content"]["application/json"]["example"]
    answer = told(site, forged(A, 7))
    assert example.keys() <= answer.keys()
    assert example["passages"][0].keys() <= next(p for p in answer["passages"] if "place" in p).keys()
    assert example["facts_by_state"].keys() == answer["facts_by_state"].keys()
    assert {"413", "415", "503", "504"} <= operation["responses"].keys()
