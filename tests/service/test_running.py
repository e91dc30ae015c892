"""Who asks too much: questions are seen and ended by the keeper, counted by client."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack

import httpx
import pytest

from service.settings import Settings
from tests.service.conftest import Small
from tests.service.live import ENDLESS, RUNAWAY
from tests.service.small import NAMES, client, publish, until

KEEPER = {"Authorization": "Bearer keeper"}


def endless(http: httpx.Client) -> AbstractContextManager[httpx.Response]:
    """Ask for more than fits between server and client; compressed it would."""
    params = {"query": ENDLESS, "format": "csv", "timeout": "15"}
    return http.stream("GET", "/sparql", params=params, headers={"Accept-Encoding": "identity"})


def running(http: httpx.Client) -> list[dict[str, object]]:
    return list(http.get("/running", headers=KEEPER).json()["running"])


def test_a_running_question_is_seen_and_ended_and_its_asker_is_told(small: Small) -> None:
    http = small.http
    until(lambda: not running(http))
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(http.get, "/sparql", params={"query": RUNAWAY, "timeout": 9})
        until(lambda: bool(running(http)))
        (one,) = running(http)
        assert (one["query"], one["lane"], one["limit"]) == (RUNAWAY, "adhoc", 9)
        assert http.delete(f"/running/{one['id']}", headers=KEEPER).status_code == 204
        answer = asked.result()
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (503, "ended")
    assert running(http) == []
    assert http.delete(f"/running/{one['id']}", headers=KEEPER).status_code == 404


def test_an_answer_on_its_way_that_is_ended_breaks_off(small: Small) -> None:
    broken = pytest.raises(httpx.RemoteProtocolError)
    with broken, endless(small.http) as answer:
        pieces = answer.iter_raw()
        next(pieces)
        (one,) = running(small.http)
        assert small.http.delete(f"/running/{one['id']}", headers=KEEPER).status_code == 204
        for _ in pieces:
            pass


@pytest.mark.parametrize("number", ["0", "x", "-1", "1.5", "9" * 400, "٣", "%00"])
def test_what_is_not_running_is_404(small: Small, number: str) -> None:
    answer = small.http.delete(f"/running/{number}", headers=KEEPER)
    assert (answer.status_code, len(answer.json()["detail"]) < 200) == (404, True)


@pytest.mark.parametrize(
    "shown",
    ["", "Bearer", "Bearer keepe", "Bearer keeperr", "Basic keeper", "keeper", "Bearer \xe9"],
)
def test_without_the_token_nothing_is_seen_or_ended(small: Small, shown: str) -> None:
    headers = [(b"authorization", shown.encode("latin-1"))] if shown else []
    for answer in (
        small.http.get("/running", headers=headers),
        small.http.delete("/running/1", headers=headers),
    ):
        assert answer.status_code == 403
        assert answer.headers["www-authenticate"] == "Bearer"
        assert "keeper" not in answer.text.replace("keeper of", "")
    assert small.http.get("/running", headers={"Authorization": "bearer  keeper"}).status_code == 200


def test_so_many_at_once_from_one_client_and_places_are_freed(small: Small) -> None:
    """Four at once are let in; two processes are there, so the others wait for a place without an answer."""
    http, ask = small.http, {"query": RUNAWAY, "timeout": "9"}
    with ThreadPoolExecutor(4) as threads, ExitStack() as streams:
        pieces = streams.enter_context(endless(http)).iter_raw()
        next(pieces)  # and held, since the connection is closed with it
        leaving = [threads.submit(http.get, "/sparql", params=ask, timeout=1.5) for _ in range(3)]
        until(lambda: http.get("/health").json()["workers"]["waiting"] == 3)
        refused = http.get("/queries/long_documents?least=77")
        assert (refused.status_code, refused.json()["type"].rpartition("/")[2]) == (429, "too-many")
        assert (refused.json()["limit"], refused.headers["retry-after"]) == (4, "1")
        assert http.get("/health").status_code == 200
        for one in leaving:  # who leaves before the first byte gives the place back
            with pytest.raises(httpx.ReadTimeout):
                one.result()
        until(lambda: http.get("/queries/long_documents?least=78").status_code == 200)
    for at in range(8):  # who leaves in the middle of an answer does, too
        with endless(http) as left:
            assert left.status_code == 200, at
            next(left.iter_raw())
        until(lambda: not running(http))


@pytest.fixture(scope="module")
def meagre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Serve with a few questions a minute and no token."""
    place = tmp_path_factory.mktemp("meagre")
    publish(place, "text")
    with client(Settings(store=place, workers=2, rate=6)) as http:
        yield http


def test_questions_a_minute_are_limited_and_what_is_in_memory_is_free(meagre: httpx.Client) -> None:
    def ask(number: int, **headers: str) -> httpx.Response:
        return meagre.get("/sparql", params={"query": f"{NAMES} # {number}"}, headers=headers)

    began = time.monotonic()
    etag = ask(0).headers["etag"]
    answers = [ask(number) for number in range(1, 12)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert [answer.status_code for answer in answers[:5]] == [200] * 5
    assert len(refused) >= 6 - (time.monotonic() - began) / 10
    assert 0 < int(refused[0].headers["retry-after"]) <= 10
    assert refused[0].json()["unit"] == "questions a minute"
    for _ in range(5):
        assert ask(0).headers["cache-status"] == "rejoinder; hit"
        assert ask(0, **{"If-None-Match": etag, "Accept": "*/*;q=1"}).status_code == 304
        posted = meagre.post("/sparql", data={"query": f"{NAMES} # 0"})
        assert posted.status_code == 200
        assert meagre.get("/health").status_code == 200


def test_behind_a_proxy_on_this_machine_each_client_has_its_own_allowance(meagre: httpx.Client) -> None:
    """uvicorn takes the client's address from X-Forwarded-For, if it comes from loopback."""

    def ask(host: str) -> int:
        query = f"{NAMES} # {time.monotonic_ns()}"
        headers = {"X-Forwarded-For": host}
        return meagre.get("/sparql", params={"query": query}, headers=headers).status_code

    assert [ask("192.0.2.1") for _ in range(7)].count(200) >= 6
    assert 429 in [ask("192.0.2.1") for _ in range(3)]
    assert ask("192.0.2.2") == 200
    assert 429 in [ask(f"192.0.2.{n}, 192.0.2.1") for n in range(10, 14)]


def test_without_a_token_of_its_own_a_server_shows_nothing(meagre: httpx.Client) -> None:
    for shown in ("Bearer", "Bearer None", "Bearer keeper"):
        assert meagre.get("/running", headers={"Authorization": shown}).status_code == 403
