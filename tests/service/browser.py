"""What every page of the service is held to, however it was asked for."""

import re
from itertools import pairwise
from typing import Any

import html5rdf
import httpx

from service import templating

_ELSEWHERE = {"img", "iframe", "object", "embed", "audio", "video", "source", "base"}
_FIELDS = {"input", "select", "textarea"}


def held(answer: httpx.Response, status: int = 200) -> str:
    """Hold a page to no script but our own, nothing asked of others, an outline and labels; give its text."""
    assert answer.status_code == status, (answer.url, answer.text[:500])
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == templating.POLICY
    root = html5rdf.HTMLParser(strict=True, namespaceHTMLElements=False).parse(answer.text)
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    _ours(elements, str(answer.url.join("/")))
    _outlined(root, elements)
    _labelled(elements)
    return answer.text


def _ours(elements: list[Any], home: str) -> None:
    """Hold to what a browser does by itself: it runs and fetches our own files, and sends forms here."""
    for one in elements:
        assert one.tag not in _ELSEWHERE, one.tag
        assert not [name for name in one.attrib if name.lower().startswith("on")], "an inline handler"
        assert not re.match(r"\s*(javascript|data):", one.get("href", ""), re.IGNORECASE)
        if one.tag == "script":
            assert (one.text, one.get("src", "").startswith(f"{home}static/")) == (None, True)
        if one.tag == "link" and {"stylesheet", "icon"} & set(one.get("rel").split()):
            assert one.get("href").startswith(f"{home}static/")
        if one.tag == "form":
            assert one.get("action").startswith(home)
        if one.tag == "style":
            assert re.findall(r"url\(|@import", one.text or "") == []


def _outlined(root: Any, elements: list[Any]) -> None:
    """Hold to headings that go down one step at a time, and to landmarks that can be told apart."""
    steps = [int(one.tag[1]) for one in elements if re.fullmatch("h[1-6]", one.tag)]
    assert (steps[0], steps.count(1)) == (1, 1)
    assert all(after <= before + 1 for before, after in pairwise(steps)), steps
    parts = [part.tag for part in root.find("body") if part.tag in {"header", "main", "footer"}]
    assert parts == ["header", "main", "footer"]
    names = [one.get("aria-label") for one in elements if one.tag == "nav"]
    assert "Parts" in names
    assert len(set(names)) == len(names)


def _labelled(elements: list[Any]) -> None:
    """Hold each field to a label, and each name of a place to one place."""
    labels = {one.get("for") for one in elements if one.tag == "label"}
    for one in elements:
        if one.tag in _FIELDS and one.get("type") != "hidden":
            assert one.get("aria-label") or one.get("id") in labels, one.attrib
    names = [one.get("id") for one in elements if one.get("id")]
    assert [name for name in names if names.count(name) > 1] == []
