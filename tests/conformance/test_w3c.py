"""The runner of the W3C's tests, on manifests of our own: it must see what is wrong."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conformance import manifest
from tests.conformance.client import Client
from tests.conformance.w3c import run

_HEAD = """
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix ut: <http://www.w3.org/2009/sparql/tests/test-update#> .
@prefix cnt: <http://www.w3.org/2011/content#> .
@prefix ht: <http://www.w3.org/2011/http#> .
@prefix hts: <http://www.w3.org/2011/http-statusCodes#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix : <http://example.org/tests#> .
<> a mf:Manifest ; mf:entries ( :it ) .
"""
_ASK = "GET", "/sparql/?query=ASK+%7B+GRAPH+%3Fg+%7B+%3Ca:a%3E+%3Ca:b%3E+%3Ca:c%3E+%7D+%7D", "", ""
_PUT = "PUT", "/gsp?graph=http://example.org/w3c", "text/turtle", "<a:a> <a:b> [] ."
_GET = "GET", "/gsp?graph=http://example.org/w3c", "", ""
_POST = "POST", "/gsp", "text/turtle", "<a:a> <a:b> [] ."
_MINTED = "GET", "/gsp?graph=$NEW$", "", ""
_TRIPLES = "ht:body [ cnt:chars '<a:a> <a:b> [] .' ]"
_TURTLE = "ht:headers ( [ ht:fieldName 'Content-Type' ; ht:fieldValue 'text/turtle; charset=utf-8' ] )"
Sent = tuple[str, str, str, str]


def _written(folder: Path, *requests: tuple[Sent, str]) -> Path:
    """Write a manifest of one test, in graphs of its own; each request with what is expected, as Turtle."""
    (folder / "data.nt").write_text("<a:a> <a:b> <a:c> .", encoding="utf-8")
    each = " ".join(_request(*sent, expected) for sent, expected in requests)
    data = "[ ut:graph <data.nt> ; rdfs:label 'http://example.org/w3c/data' ]"
    test = f":it ut:graphData {data} ; mf:action [ ht:requests ( {each} ) ] ."
    (folder / "manifest.ttl").write_text(
        (_HEAD + test).replace("/w3c", f"/w3c/{folder.name}"), encoding="utf-8"
    )
    return folder


def _request(method: str, path: str, media_type: str, body: str, expected: str) -> str:
    header = f"ht:headers ( [ ht:fieldName 'content-type' ; ht:fieldValue '{media_type}' ] ) ;"
    content = f"ht:body [ cnt:characterEncoding 'UTF-8' ; cnt:chars '{body}' ] ;"
    return (
        f"[ ht:methodName '{method}' ; ht:absolutePath '{path}' ; {header if media_type else ''} "
        f"{content if body else ''} ht:resp [ {expected} ] ]"
    )


def _status(name: str, *more: str) -> str:
    return " ; ".join((f"mf:expectedStatus hts:{name}", *more))


_BOOLEAN = "mf:expectedFormat 'boolean'"
FAITHFUL = [
    [(_ASK, _status("StatusCode2xx", _BOOLEAN, "mf:expectedBoolean true"))],
    [(_PUT, _status("Created")), (_GET, _status("OK", _TRIPLES, _TURTLE)), (_PUT, _status("NoContent"))],
    [(_POST, _status("Created", "mf:expectedLocation '$NEW$'")), (_MINTED, _status("OK", _TRIPLES))],
]
BROKEN = [
    ([(_ASK, _status("StatusCode4xx"))], "request 1: 200 and not 400…"),
    ([(_ASK, _status("StatusCode2xx", _BOOLEAN, "mf:expectedBoolean false"))], "True and not False"),
    ([(_ASK, _status("OK", "mf:expectedFormat 'tabular'"))], "the results are ASK"),
    ([(_ASK, _status("OK", "mf:expectedFormat 'RDF'"))], "no graph as"),
    ([(_PUT, _status("OK"))], "201 and not 200"),
    ([(_PUT, _status("Created")), (_GET, _status("OK", "ht:body [ cnt:chars '' ]"))], "another graph"),
    (
        [(_PUT, _status("Created")), (_GET, _status("OK", _TURTLE.replace("text/turtle", "text/plain")))],
        "request 2: Content-Type",
    ),
    ([(_ASK, _status("OK", "mf:expectedLocation '$NEW$'"))], "no Location"),
]


@pytest.mark.parametrize("requests", FAITHFUL)
def test_a_test_that_is_kept_passes(server: Client, tmp_path: Path, requests: list[tuple[Sent, str]]) -> None:
    folder = _written(tmp_path, *requests)
    assert list(run(folder, server.target, keep=True)) == [("it", "")]


@pytest.mark.parametrize(("requests", "told"), BROKEN)
def test_a_test_that_is_broken_says_where(
    server: Client, tmp_path: Path, requests: list[tuple[Sent, str]], told: str
) -> None:
    ((_, wrong),) = run(_written(tmp_path, *requests), server.target, keep=True)
    assert told in wrong


def test_the_command_counts_and_fails_when_a_test_does(server: Client, tmp_path: Path) -> None:
    target = server.target
    words = ["--query", target.query, "--update", target.update, "--graphs", target.graphs, "--keep"]
    statuses = []
    for status, told in (("OK", "1 of 1\n"), ("NotFound", "0 of 1\n")):
        folder = _written(tmp_path, (_ASK, _status(status)))
        command = [sys.executable, "-m", "tests.conformance.w3c", str(folder), *words]
        command += ["--token", target.token or ""]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        assert done.stdout.endswith(told), done
        statuses.append(done.returncode)
    assert statuses == [0, 1]


def test_a_body_is_sent_in_the_encoding_of_the_test(tmp_path: Path) -> None:
    sent = "POST", "/sparql/", "application/sparql-query", "ASK {}"
    folder = _written(tmp_path, (sent, _status("OK")))
    file = folder / "manifest.ttl"
    file.write_text(file.read_text("utf-8").replace("UTF-8", "UTF-16"), encoding="utf-8")
    (test,) = manifest.read(folder)
    assert test.requests[0].body == "ASK {}".encode("utf-16")


def test_a_folder_without_manifests_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no manifest"):
        list(manifest.read(tmp_path))
