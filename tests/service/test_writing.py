"""Writes over HTTP: who may, and what is refused and changes nothing."""

import pytest

from tests.service.conftest import Small
from tests.service.small import EX
from tests.service.written import BEARER, LISTED, RJ, Site, insertion, refused


def test_who_wrote_reads_what_was_written_at_its_new_revision(site: Site) -> None:
    before, folders = site.state()
    answer = site.update(insertion("a", "1, 2, 2"))
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["added"], told["removed"]) == (2, 0)
    assert told["revision"] == answer.headers["rejoinder-revision"] == site.state()[0] != before
    assert answer.headers["rejoinder-added"] == "2"
    assert site.state()[1] == folders | {told["revision"]}
    assert site.count("a") == 2
    assert site.http.get(f"/r/{before}/graphs", params={"graph": EX + "a"}).status_code == 404
    assert site.http.get(f"/r/{told['revision']}/graphs", params={"graph": EX + "a"}).status_code == 200


@pytest.mark.parametrize(
    "shown", [None, "Bearer", "Bearer ope", "Bearer openn", "Basic open", "open", "Bearer \xfc"]
)
def test_without_the_token_nothing_is_written_or_even_read(site: Site, shown: str | None) -> None:
    headers = [] if shown is None else [(b"authorization", shown.encode("latin-1"))]
    before = site.state()
    for method, path in (
        ("POST", "/update"),
        ("PUT", "/graphs?default"),
        ("POST", "/graphs"),
        ("DELETE", f"/graphs?graph={EX}graph"),
    ):
        answer = site.http.request(method, path, headers=headers, content=b"x" * 200_000)
        refused(answer, 403, "refused")
        assert answer.headers["www-authenticate"] == "Bearer"
    form = site.http.post("/sparql", data={"update": "CLEAR ALL"}, headers=headers)
    refused(form, 403, "refused")
    assert site.state() == before


def test_a_server_that_only_reads_takes_no_token(small: Small) -> None:
    headers = {"Authorization": "Bearer keeper"}
    for answer in (
        small.http.post("/update", data={"update": "CLEAR ALL"}, headers=headers),
        small.http.put("/graphs?default", content=b"", headers=headers | {"Content-Type": "text/turtle"}),
    ):
        assert "only reads" in str(refused(answer, 403, "refused")["detail"])


def test_a_write_for_a_revision_that_has_passed_changes_nothing(site: Site) -> None:
    read = [
        site.http.get(path).headers["etag"] for path in (LISTED, f"/graphs?graph={EX}graph", "/ontology.ttl")
    ]
    first = site.update(insertion("b"), **{"If-Match": f"W/{read[0]}, {read[1]}"})
    assert first.status_code == 200
    before = site.state()
    answer = site.update(insertion("c"), **{"If-Match": read[2]})
    assert first.json()["revision"] in str(refused(answer, 412, "changed")["detail"])
    assert site.state() == before
    assert site.update(insertion("b", "2"), **{"If-Match": first.headers["etag"]}).status_code == 200
    assert site.count("b") == 2


@pytest.mark.parametrize("header", ["", "x", '"0123456789abcdef", "1123456789abcdef"'])
def test_a_precondition_that_names_no_single_revision_is_refused(site: Site, header: str) -> None:
    refused(site.update(insertion("c"), **{"If-Match": header}), 400, "bad-request")


def test_only_a_new_graph_is_put_where_a_new_one_is_asked_for(site: Site) -> None:
    headers = BEARER | {"Content-Type": "text/turtle", "If-None-Match": "*"}
    place = f"/graphs?graph={EX}d"
    put = [site.http.put(place, content=f"<{EX}s> <{EX}p> {n} .", headers=headers) for n in (1, 2)]
    assert (put[0].status_code, put[0].headers["location"]) == (201, EX + "d")
    refused(put[1], 412, "changed")
    assert " 1 " in site.http.get(place).text
    pinned = f"/r/{site.state()[0]}{place}"
    assert site.update(f"DELETE WHERE {{ GRAPH <{EX}d> {{ ?s ?p ?o }} }}").status_code == 200
    assert "d>" not in site.http.get(place).text
    assert site.update(f"DROP GRAPH <{EX}d>").status_code == 200
    refused(site.http.get(place), 404, "not-found")
    assert site.http.get(pinned).status_code == 200


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            f"INSERT DATA {{ GRAPH <{EX}e> {{ <{RJ}id/person/nobody> a <{RJ}ontology#Person> }} }}",
            "person:nobody",
        ),
        (
            f"INSERT DATA {{ GRAPH <{RJ}graph/curated> {{ <{RJ}id/claim/x> <{RJ}ontology#misspelt> 1 }} }}",
            "claim:x",
        ),
    ],
)
def test_a_write_that_breaks_a_rule_changes_nothing_and_says_which(site: Site, text: str, what: str) -> None:
    before = site.state()
    problem = refused(site.update(text), 422, "invalid")
    findings = problem["findings"]
    assert isinstance(findings, list)
    assert problem["count"] == len(findings) > 0
    assert any(finding["subject"] == what for finding in findings)
    assert all({"file", "subject", "what", "mend"} == set(finding) for finding in findings)
    assert ".." not in str(problem["detail"])
    assert site.state() == before
    assert site.http.get("/health").json()["revision"] == before[0]


@pytest.mark.parametrize(
    ("text", "status", "name"),
    [
        ("INSERT DATA { x }", 400, "query-syntax"),
        ("LOAD <http://127.0.0.1:9/>", 403, "refused"),
        (f"INSERT DATA {{ GRAPH <{RJ}graph/rule/x> {{ <{EX}s> <{EX}p> 1 }} }}", 403, "refused"),
    ],
)
def test_what_is_no_update_or_none_of_ours_changes_nothing(
    site: Site, text: str, status: int, name: str
) -> None:
    before = site.state()
    problem = refused(site.update(text), status, name)
    assert str(site.place) not in str(problem)
    assert site.state() == before


def test_rdf_xml_with_a_document_type_and_half_a_multipart_change_nothing(site: Site) -> None:
    before = site.state()
    bomb = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><r/>'
    whole = b"--b\r\nContent-Type: text/turtle\r\n\r\n<a:b> <a:b> 1 .\r\n--b--\r\n"
    for media, body in (
        ("application/rdf+xml", bomb),
        ("multipart/form-data; boundary=b", whole[:-6]),
        ("multipart/form-data; boundary=b", whole.replace(b"1 .", b"1")),
    ):
        answer = site.http.put(
            "/graphs?default", content=body, headers=BEARER | {"Content-Type": media, "Expect": "x"}
        )
        refused(answer, 400, "bad-request")
    assert site.state() == before


def test_a_body_beyond_its_limit_is_refused(site: Site) -> None:
    headers = BEARER | {"Content-Type": "text/turtle"}
    answer = site.http.put("/graphs?default", content=b"#" * 100_001, headers=headers)
    assert refused(answer, 413, "too-large")["limit"] == 100_000
    update = site.http.post("/update", data={"update": "#" * 100_001}, headers=BEARER)
    refused(update, 413, "too-large")
