"""The page of a document's text: shown only where it is attached, kept by nobody, on no other route."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request

from graph import paths
from graph.passages import Corpus
from service import excerpts, templating, textpage
from service.app import create_app
from service.marked import bounds
from service.settings import Settings
from service.templating import visible
from service.texts import TOLD
from tests import real
from tests.service import tales
from tests.service.browser import held
from tests.service.live import serving
from tests.service.process import Service, running
from tests.service.tales import HELD, NONCE, TALE, TITLE, WIDE, Page, attach
from tests.service.written import refused

TEXT = "/documents/tale/text"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
_THINGS = ("act/a0", "report/r0", f"passage/{TITLE.slug}", "document/tale")
_RDF = ("ttl", "nt", "nq", "trig", "rdf", "jsonld")


@dataclass(frozen=True)
class Attached:
    """A running service, the folder of its texts, a client of it."""

    service: Service
    folder: Path
    http: httpx.Client


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("tales")
    tales.publish(made)
    return made


@pytest.fixture(scope="module")
def attached(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attached]:
    """Serve with texts attached, as a process of its own, whose log can be read."""
    folder = tmp_path_factory.mktemp("served")
    corpus = folder / "corpus"
    attach(corpus)
    settings = {"corpus": corpus, "workers": 2, "log": "json"}
    with (
        running(folder, place, **settings) as service,
        httpx.Client(base_url=service.address, timeout=30, trust_env=False) as http,
    ):
        yield Attached(service, corpus, http)


@pytest.fixture(scope="module")
def bare(place: Path) -> Iterator[httpx.Client]:
    """Serve the same graph without texts."""
    with (
        serving(Settings(store=place, workers=2, corpus=None), queries=None) as address,
        httpx.Client(base_url=address, timeout=30, trust_env=False) as http,
    ):
        yield http


def test_a_text_is_shown_whole_with_each_passage_marked_once_where_it_stands(attached: Attached) -> None:
    answer = attached.http.get(TEXT)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    page = Page.of(answer.text)
    assert page.paragraphs == [visible(TALE[start:end]) for start, end, _ in bounds(TALE)]
    for one in HELD:
        assert page.ids.count(one.anchor) == 1
        assert page.ids.count(f"f-{one.start}-{one.end}") == 1
        words = visible(TALE[one.start : one.end])
        assert tales.letters(page.marks[f"c{one.start}-{one.end}"]) == tales.letters(words)
    assert len(page.ids) == len(set(page.ids))
    assert {f"{attached.service.address}/id/act/a{number}" for number in range(7)} <= set(page.targets)
    within = [target[1:] for target in page.targets if target.startswith("#")]
    assert set(within) <= set(page.ids)


def test_a_passage_whose_hash_is_wrong_is_listed_and_not_marked(attached: Attached) -> None:
    page = attached.http.get(TEXT)
    assert page.text.count(excerpts.DIFFERS) == 2
    for odd in (tales.WRONG, tales.BEYOND):
        assert f"c{odd.start}-{odd.end}" not in Page.of(page.text).marks
        assert odd.sha256 in page.text


def test_nothing_of_a_text_runs_or_spills_over(attached: Attached) -> None:
    answer = attached.http.get(TEXT)
    page = Page.of(held(answer))
    assert "b" not in page.tags
    assert "\x07" not in answer.text
    assert answer.text.count('class="words" dir="auto"') == len(page.paragraphs)
    assert "Ann &lt;Teller&gt;" in answer.text
    excerpt = held(attached.http.get(_described(WIDE.slug)))
    assert "&lt;b&gt;weir&lt;/b&gt;" in excerpt
    assert ("\x07" in excerpt, "b" in Page.of(excerpt).tags) == (False, False)


def test_nobody_keeps_a_page_that_holds_a_text(attached: Attached) -> None:
    for given in ({}, {"Accept-Encoding": "gzip"}, {"If-None-Match": "*"}):
        for _ in range(2):
            answer = attached.http.get(TEXT, headers=given)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "private, no-store"
            assert not {"etag", "cache-status", "content-location", "last-modified"} & set(answer.headers)


def test_a_changed_file_is_noticed_at_the_next_request(attached: Attached) -> None:
    file = next(attached.folder.iterdir())
    try:
        file.write_bytes(TALE.replace("pond", "lake").encode("utf-8"))
        changed = attached.http.get(TEXT)
        assert TOLD["changed"] in changed.text
        assert (NONCE in changed.text, Page.of(changed.text).paragraphs) == (False, [])
        assert changed.headers["cache-control"] == "private, no-store"
        file.unlink()
        assert TOLD["absent"] in attached.http.get(TEXT).text
        file.write_bytes(b"\x00\xff")
        assert TOLD["unreadable"] in attached.http.get(TEXT).text
    finally:
        attach(attached.folder)
    assert NONCE in attached.http.get(TEXT).text


@pytest.mark.parametrize("root", ["", "/r/{}"])
def test_pages_that_hold_words_of_a_text_are_kept_by_nobody(attached: Attached, root: str) -> None:
    root = root.format(attached.http.get("/health").json()["revision"])
    for path in (TEXT, _described(TITLE.slug)):
        for given in (BROWSER, BROWSER | {"If-None-Match": "*"}):
            answer = attached.http.get(root + path, headers=given)
            assert NONCE in held(answer), path
            assert answer.headers["cache-control"] == "private, no-store"
            assert not {"etag", "cache-status", "content-location", "last-modified"} & set(answer.headers)


def test_a_text_is_on_no_other_route_nor_in_the_log(attached: Attached) -> None:
    assert NONCE in attached.http.get(TEXT).text
    everything = "SELECT * WHERE { ?s ?p ?o }"
    asked = [
        *("/", "/about", "/queries?format=html", "/ontology", f"/search?q={NONCE}&format=html"),
        *(f"/id/{thing}.{name}" for thing in _THINGS for name in _RDF),
        "/documents/tale/facts",
        f"/search?q={NONCE}&format=json",
        "/queries/evidence",
        "/.well-known/void",
        "/metrics",
        "/openapi.json",
        *(f"/queries/facts_of_passage?document=tale&format={name}" for name in ("json", "csv", "html")),
    ]
    answers = [attached.http.get(path) for path in asked]
    answers += [
        attached.http.get("/sparql", params={"query": everything, "format": name}) for name in ("json", "csv")
    ]
    answers.append(attached.http.get("/graphs", params={"default": ""}))
    assert {answer.status_code for answer in answers} == {200}
    asking = (f'"q": "{NONCE}"', f'value="{NONCE}"', f"<title>{NONCE}")
    found = [str(one.url) for one in answers if NONCE in _without(one.text, asking)]
    assert found == []
    log = "\n".join(line for line in attached.service.lines if "/search" not in line)
    assert f'"path": "{TEXT}"' in log
    assert NONCE not in log


def test_without_texts_the_page_says_where_each_passage_stands(
    bare: httpx.Client, attached: Attached
) -> None:
    answer = bare.get(TEXT)
    page = Page.of(answer.text)
    assert TOLD["not attached"] in answer.text
    assert (NONCE in answer.text, page.paragraphs, page.marks) == (False, [], {})
    for one in (*HELD, tales.WRONG, tales.BEYOND):
        assert page.ids.count(one.anchor) == 1
        assert one.sha256 in answer.text
    assert f"{bare.base_url}/id/act/a0" in page.targets
    assert f"about {round(100 * tales.INNER.start / len(TALE))} %" in answer.text
    again = bare.get(TEXT, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    paths = (TEXT, f"{TEXT}?at=5", "/documents/other/text")
    assert len({bare.get(path).headers["etag"] for path in paths}) == 3
    other = attached.http.get("/documents/other/text")
    assert (TOLD["absent"] in other.text, "holds no passage" in other.text) == (True, True)


def test_a_request_that_makes_no_sense_is_told_so(bare: httpx.Client) -> None:
    refused(bare.get("/documents/nowhere/text"), 404, "not-found")
    refused(bare.get(TEXT, params={"at": "-1"}), 422, "bad-parameter")
    refused(bare.get(TEXT, params={"from": "1"}), 422, "bad-parameter")
    refused(bare.get(TEXT, headers={"Accept": "text/turtle"}), 406, "not-acceptable")
    assert bare.get(TEXT, headers={"Accept": "text/html"}).status_code == 200
    assert bare.head(TEXT).status_code == 200


def _described(passage: str) -> str:
    """Give the page of the act that rests on a passage."""
    number = [one.slug for one in HELD].index(passage)
    return f"/id/act/a{number}.html"


def _without(text: str, parts: Sequence[str]) -> str:
    for part in parts:
        text = text.replace(part, "")
    return text


def requested(app: FastAPI, desk: object) -> Request:
    """Make a request that reads a desk."""
    return Request({"type": "http", "app": app, "headers": [], "state": {"desk": desk}})


def test_any_page_can_have_passages_in_their_paragraphs(place: Path, tmp_path: Path) -> None:
    attach(tmp_path / "corpus")
    app = create_app(Settings(store=place, workers=2, corpus=tmp_path / "corpus"))
    slugs = [tales.CROSSING.slug, tales.WRONG.slug, "no-such", "> } { <", tales.INNER.slug]

    async def asked() -> list[excerpts.Excerpt]:
        async with app.router.lifespan_context(app):
            desk = await app.state.desks.current()
            return await excerpts.excerpts(requested(app, desk), slugs)

    crossing, wrong, inner = asyncio.run(asked())
    assert crossing.marked == TALE[tales.CROSSING.start : tales.CROSSING.end]
    assert (wrong.shown, wrong.problem) == (False, excerpts.DIFFERS)
    assert (inner.marked, inner.source.title) == ("claimed the pond", "Tale tale")
    assert NONCE not in repr([crossing, wrong, inner])
    drawn = {one.passage.slug: _drawn(one) for one in (wrong, inner)}
    assert "<mark>claimed the pond</mark>" in drawn[tales.INNER.slug]
    assert tales.INNER.sha256 not in drawn[tales.INNER.slug]
    assert tales.WRONG.sha256 in drawn[tales.WRONG.slug]
    assert f"/documents/tale/text?at={tales.WRONG.start}#{tales.WRONG.anchor}" in drawn[tales.WRONG.slug]


def _drawn(excerpt: excerpts.Excerpt) -> str:
    """Write an excerpt as any page may."""
    environment = templating._environment()
    macros: Any = environment.get_template("passage.html").module
    return str(macros.excerpt(excerpt, "http://here.example"))


def test_a_long_text_comes_in_parts_of_which_each_passage_is_in_one(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    attach(tmp_path / "corpus")
    monkeypatch.setattr(textpage, "_LARGE", 1000)
    chosen = Settings(store=place, workers=2, corpus=tmp_path / "corpus")
    with (
        serving(chosen, queries=None) as address,
        httpx.Client(base_url=address, timeout=30, trust_env=False) as http,
    ):
        parts = [Page.of(held(http.get(f"{TEXT}?at={start}"))) for start, _, _ in bounds(TALE)]
        shown = [paragraph for part in parts for paragraph in part.paragraphs]
        assert shown == [visible(TALE[start:end]) for start, end, _ in bounds(TALE)]
        assert f"{address}{TEXT}?at={bounds(TALE)[1][0]}" in parts[0].targets
        for one in (*HELD, tales.WRONG, tales.BEYOND):
            page = Page.of(http.get(one.path.partition("#")[0]).text)
            assert (one.anchor in page.ids, f"c{one.start}-{one.end}" in page.marks) == (True, one in HELD)
        assert Page.of(http.get(f"{TEXT}?at=999999").text).paragraphs == parts[-1].paragraphs


@pytest.mark.parametrize("document", ["000", "001", "002", "003", "004"])
def test_a_real_text_is_shown_as_it_stands(document: str, real_texts: httpx.Client) -> None:
    text = Corpus(real.corpus()).text(document)
    answer = real_texts.get(f"/documents/{document}/text")
    page = Page.of(answer.text)
    assert page.paragraphs == [visible(text[start:end]) for start, end, _ in bounds(text)]
    assert excerpts.DIFFERS not in answer.text
    assert len(answer.content) < 300_000
    passages = re.findall(rf"^passage:{document}-(\d+)-(\d+) a rj:Passage", facts(document), re.MULTILINE)
    assert len(passages) > 20
    for start, end in passages:
        assert page.ids.count(f"p-{start}-{end}") == 1
        assert tales.letters(page.marks[f"c{start}-{end}"]) == tales.letters(text[int(start) : int(end)])
    assert len(page.ids) == len(set(page.ids))


def facts(document: str) -> str:
    return (paths.facts() / f"{document}.ttl").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def real_texts(store: Path) -> Iterator[httpx.Client]:
    """Serve the real graph with the real texts."""
    with (
        serving(Settings(store=store, workers=2, corpus=real.corpus()), queries=None) as address,
        httpx.Client(base_url=address, timeout=30, trust_env=False) as http,
    ):
        yield http
