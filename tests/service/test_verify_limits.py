"""POST /verify: what is refused, what ends a comparison, and that nothing of a copy is kept."""

import logging
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

from service.settings import Settings
from service.verifying import comparer
from tests.service.engine.engines import children
from tests.service.held import NONCE, PLAIN, A, send, told
from tests.service.small import ELSEWHERE, client, until

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
    body: bytes, headers: dict[str, str], status: int, said: str, verifier: httpx.Client
) -> None:
    answer = send(verifier, body, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert said in answer.json()["detail"]
    page = send(verifier, body, headers=headers | {"Accept": "text/html"})
    assert page.status_code == status
    assert re.search(r'role="alert">[^<]*', page.text)
    assert 'enctype="multipart/form-data"' in page.text


def test_a_copy_above_the_limit_is_refused_before_it_is_read(verifier: httpx.Client) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(1000):
            sent += 2**20
            yield b"miller " * (2**20 // 7)

    answer = verifier.post("/verify", content=endless(), headers=PLAIN)
    assert (answer.status_code, answer.json()["limit"], answer.json()["unit"]) == (413, 4 * 2**20, "bytes")
    assert sent < 100 * 2**20
    form = verifier.post("/verify", files={"file": ("a.txt", b"a " * 2**21 + b"b")})
    assert (form.status_code, form.json()["limit"]) == (413, 4 * 2**20)


def test_nothing_of_a_copy_is_written_logged_or_told(
    verifier: httpx.Client, held_at: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was opened")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, opened)
    before = {path: path.stat().st_mtime_ns for path in held_at.rglob("*")}
    caplog.set_level(logging.DEBUG)
    large = (A.text + f" {NONCE}" * 100_000).encode()
    copies = [large, large + b"\xff", b"%PDF-" + large]
    for body in copies:
        for kind in ("application/json", "text/html"):
            answers = [
                send(verifier, body, headers={"Accept": kind}),
                verifier.post("/verify", files={"file": (f"{NONCE}.txt", body)}, headers={"Accept": kind}),
                verifier.post("/verify", files={"text": (None, body)}, headers={"Accept": kind}),
            ]
            for answer in answers:
                assert answer.status_code in {200, 400, 415}
                assert NONCE not in answer.text
                assert NONCE not in str(answer.headers)
    assert NONCE not in caplog.text
    assert {path: path.stat().st_mtime_ns for path in held_at.rglob("*")} == before


SLEEPS = "import time; time.sleep(60)"
DIES = f"import sys; sys.stdin.buffer.read(); print('{NONCE}', file=sys.stderr); sys.exit(3)"


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let another program run in the place of the comparison."""

    def put(code: str) -> None:
        monkeypatch.setattr(comparer, "command", lambda _: [sys.executable, "-c", code])

    return put


def test_a_comparison_ends_at_the_time_limit_while_others_are_answered(held_at: Path, instead: Any) -> None:
    with client(Settings(store=held_at, workers=2, timeout=2)) as http, ThreadPoolExecutor(1) as threads:
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
    held_at: Path, instead: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with client(Settings(store=held_at, workers=2, timeout=20)) as http:
        instead(DIES)
        answer = send(http, f"{NONCE} {A.text}")
        assert answer.status_code == 500
        assert NONCE not in answer.text + caplog.text


def test_a_client_that_leaves_ends_its_comparison(held_at: Path, instead: Any) -> None:
    with client(Settings(store=held_at, workers=2, timeout=20)) as http:
        instead(SLEEPS)
        before = set(children())
        with pytest.raises(httpx.ReadTimeout):
            send(http, A.text, timeout=0.7)
        until(lambda: set(children()) <= before)


def test_more_copies_than_fit_are_sent_away(
    held_at: Path, instead: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparer, "_WAITING", 2)
    with client(Settings(store=held_at, workers=2, timeout=2)) as http, ThreadPoolExecutor(3) as threads:
        instead(SLEEPS)
        answers = [one.result() for one in [threads.submit(send, http, A.text) for _ in range(3)]]
        assert sorted(one.status_code for one in answers) == [503, 504, 504]
        busy = next(one for one in answers if one.status_code == 503)
        assert busy.headers["retry-after"] == "5"


def test_a_client_may_ask_no_more_than_of_questions(held_at: Path) -> None:
    with client(Settings(store=held_at, workers=2, timeout=20, rate=2)) as http:
        assert [send(http, A.text, headers=ELSEWHERE).status_code for _ in range(3)] == [200, 200, 429]
