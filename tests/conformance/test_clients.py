"""Clients that others wrote, reading from and writing to a server that may be written to."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import JSON, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper

from tests.conformance.client import QUERY, TURTLE, UPDATE, Client, triples, turtle
from tests.needs import need

NAME = "http://example.org/clients/graph"
S, P = URIRef("http://example.org/s"), URIRef("http://example.org/p")
_INSERT = f"INSERT DATA {{ GRAPH <{NAME}> {{ <{S}> <{P}> 'é +&' }} }}"
_ASK = f"ASK {{ GRAPH <{NAME}> {{ <{S}> <{P}> 'é +&' }} }}"
_ONE = f"SELECT ?o {{ <{S}> <{P}> ?o }}"


@pytest.fixture
def clean(server: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setenv("no_proxy", "*")
    assert server.update(f"DROP SILENT GRAPH <{NAME}>").status in {200, 204}
    return server


def _bearer(client: Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {client.target.token}"}


@pytest.mark.parametrize("sent", [POSTDIRECTLY, URLENCODED])
def test_sparqlwrapper_updates_and_asks(clean: Client, sent: str) -> None:
    wrapper = SPARQLWrapper(clean.target.query, clean.target.update, returnFormat=JSON)
    wrapper.addCustomHttpHeader("Authorization", _bearer(clean)["Authorization"])
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(sent)
    wrapper.setQuery(_INSERT)
    wrapper.query()
    wrapper.setQuery(_ASK)
    answer: Any = wrapper.queryAndConvert()
    assert answer["boolean"] is True


def test_sparqlwrapper_without_the_token_is_refused(clean: Client) -> None:
    wrapper = SPARQLWrapper(clean.target.query, clean.target.update)
    wrapper.setMethod(POST)
    wrapper.setQuery(_INSERT)
    with pytest.raises(Exception, match="403"):
        wrapper.query()
    assert not clean.ask(_ASK)


def test_a_store_of_rdflib_reads(clean: Client) -> None:
    clean.update(_INSERT)
    graph = Graph(SPARQLStore(clean.target.query, returnFormat="json"))
    assert list(graph.objects(S, P)) == [Literal("é +&")]
    assert [str(row[0]) for row in graph.query(_ONE)] == ["é +&"]  # type: ignore[index]  # a SELECT's rows


def test_a_store_of_rdflib_writes(clean: Client) -> None:
    store = SPARQLUpdateStore(clean.target.query, clean.target.update, headers=_bearer(clean))
    graph = Graph(store, identifier=URIRef(NAME))
    graph.add((S, P, Literal("é +&")))
    graph.add((S, P, Literal(2)))
    assert clean.ask(_ASK)
    assert len(graph) == 2
    graph.remove((S, P, Literal(2)))
    assert set(graph.objects(S, P)) == {Literal("é +&")}
    graph.update(f"DELETE WHERE {{ <{S}> ?p ?o }}")
    assert len(graph) == 0


def _curl(*words: str) -> str:
    need("curl", shutil.which("curl"))
    command = ["curl", "--silent", "--show-error", "--fail-with-body", "--noproxy", "*", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout


def test_curl_puts_adds_reads_asks_and_removes(clean: Client, tmp_path: Path) -> None:
    files = {"one": f"<{S}> <{P}> 1 .", "two": f"<{S}> <{P}> 2 .", "three": f"<{S}> <{P}> 3 ."}
    for name, text in files.items():
        (tmp_path / f"{name}.ttl").write_text(text, encoding="utf-8")
    token = ("--header", f"Authorization: {_bearer(clean)['Authorization']}")
    url = clean.graph(NAME)
    _curl(*token, "--header", f"Content-Type: {TURTLE}", "--upload-file", str(tmp_path / "one.ttl"), url)
    forms = [f"file=@{tmp_path / name}.ttl;type={TURTLE}" for name in ("two", "three")]
    _curl(*token, *(word for form in forms for word in ("--form", form)), url)
    assert triples(clean.send("GET", url)) == turtle("".join(files.values()))
    assert "3" in _curl("--header", "Accept: text/turtle", url)
    asked = _curl("--data-urlencode", f"query={_ONE} ORDER BY ?o", "--data", "format=csv", clean.target.query)
    assert asked.split() == ["o", "1", "2", "3"]
    _curl(*token, "--header", f"Content-Type: {UPDATE}", "--data-binary", _INSERT, clean.target.update)
    assert '"boolean":true' in _curl("--get", "--data-urlencode", f"query={_ASK}", clean.target.query)
    by_query = ("--request", "QUERY", "--header", f"Content-Type: {QUERY}", "--data-binary", _ASK)
    assert '"boolean":true' in _curl(*by_query, clean.target.query)
    _curl(*token, "--request", "DELETE", url)
    assert not clean.ask(_ASK)


_FEDERATED = """
import sys, pyoxigraph
rows = pyoxigraph.Store().query(sys.argv[1])
sys.stdout.write(rows.serialize(format=pyoxigraph.QueryResultsFormat.JSON).decode())
"""


def test_another_engine_calls_ours_by_service(clean: Client) -> None:
    clean.update(_INSERT)
    query = f"SELECT ?o {{ SERVICE <{clean.target.query}> {{ <{S}> <{P}> ?o }} }}"
    command = [
        sys.executable,
        "-c",
        _FEDERATED,
        query,
    ]  # its call would wait for our server, in our own process
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
    assert [row["o"]["value"] for row in json.loads(done.stdout)["results"]["bindings"]] == ["é +&"]


def test_the_command_line_of_oxigraph_calls_ours(clean: Client, tmp_path: Path) -> None:
    beside = f"{Path(sys.executable).parent}:/usr/bin:/usr/local/bin"
    command = shutil.which("oxigraph", path=beside)
    need("the oxigraph command", command)
    clean.update(_INSERT)
    pyoxigraph.Store(str(tmp_path)).flush()
    query = f"SELECT ?o {{ SERVICE <{clean.target.query}> {{ <{S}> <{P}> ?o }} }}"
    words = [str(command), "query", "--location", str(tmp_path), "--results-format", "csv", "--query", query]
    done = subprocess.run(words, capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.splitlines() == ["o", "é +&"]
