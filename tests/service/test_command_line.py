import csv
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

CLAIM = "kazakhstan-holds-lands-temporarily"
Run = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = [sys.executable, "-W", "error", "-c", "from service.cli import main; main()"]


@pytest.fixture
def environment(store: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REJOINDER_")}
    return kept | {"REJOINDER_STORE": str(store), "REJOINDER_LOG": "text", "COLUMNS": "100"}


@pytest.fixture
def run(environment: dict[str, str], tmp_path: Path) -> Run:
    def started(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *words],
            env=environment | more,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return started


def _one_line(done: subprocess.CompletedProcess[str]) -> str:
    """Take a run that failed with one line and nothing else."""
    assert (done.returncode, done.stdout) == (1, ""), done
    (line,) = done.stderr.splitlines()
    assert line.startswith("rejoinder: ")
    return line


def test_the_version_is_told(run: Run) -> None:
    assert re.fullmatch(r"rejoinder \d+\.\d+\.\d+\S*\n", run("--version").stdout)


@pytest.mark.soak
def test_build_gives_the_same_revision_again(run: Run, tmp_path: Path) -> None:
    place = tmp_path / "store"
    built = [run("build", "--store", str(place)) for _ in range(2)]
    revisions = [re.match(r"revision ([0-9a-f]{16}): \d+ quads in \d", done.stdout) for done in built]
    assert all(revisions), built
    assert len({found[1] for found in revisions if found}) == 1


def test_check_names_what_is_wrong_in_a_query_file_and_in_a_facts_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "question.rq").write_text("SELECT * WHERE { ?a ?b ?c }", encoding="utf-8")
    (tmp_path / "999.ttl").write_text("document:999 a rj:Document", encoding="utf-8")
    done = run("check", "question.rq", "999.ttl")
    assert done.returncode == 1
    assert "question.rq: has no header — " in done.stdout
    assert "999.ttl" in done.stdout
    assert done.stderr == f"{len(done.stdout.splitlines())} findings\n"


@pytest.mark.soak
def test_check_counts_what_the_graph_holds(run: Run) -> None:
    header, *rows = (line.split("\t") for line in run("check", "--summary").stdout.splitlines())
    acts = dict(zip(header, next(row for row in rows if row[0] == "rj:SpeechAct"), strict=True))
    assert int(acts["document/000"]) > 10


def test_locate_writes_a_passage_to_paste(run: Run, tmp_path: Path) -> None:
    (tmp_path / "900_invented.txt").write_text("One. Two birds sang, he “said”. Three.", encoding="utf-8")
    done = run("locate", "900", "Two birds", 'he "said"', "--corpus", str(tmp_path))
    assert done.stdout.startswith("passage:900-5-30 a rj:Passage ;\n")
    assert "last words" in _one_line(run("locate", "900", "Two birds", "he slept", "--corpus", str(tmp_path)))


def test_locate_without_that_folder_says_how_to_name_it(run: Run) -> None:
    assert "nowhere" in _one_line(run("locate", "900", "a", "b", "--corpus", "nowhere"))


def test_a_canned_query_is_asked_without_a_server(run: Run) -> None:
    done = run("query", "responses_to_claim", "--claim", CLAIM)
    assert done.returncode == 0, done
    assert "act:slutsky-denial" in done.stdout
    assert re.match(
        r"Rejoinder, revision [0-9a-f]{16}: “.*” \(.*\), \d+ rows from documents 000, ", done.stderr
    )


def test_csv_and_json_go_raw_to_the_standard_output(run: Run) -> None:
    words = ("query", "responses_to_claim", f"--claim={CLAIM}", "--format")
    rows = list(csv.DictReader(run(*words, "csv").stdout.splitlines()))
    told = json.loads(run(*words, "json").stdout)
    assert told["receipt"]["rows"] == len(rows) > 0
    assert {row["reply"] for row in rows} == {row["reply"] for row in told["rows"]}


def test_the_options_of_a_query_come_from_its_file(run: Run) -> None:
    assert "responses_to_claim" in run("query", "--help").stdout
    shown = run("query", "responses_to_claim", "--help").stdout
    assert "--claim" in shown
    assert f"claim:{CLAIM}" in shown


def test_a_query_file_is_asked_as_it_stands(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.rq"
    path.write_text(
        "SELECT (1 + 1 AS ?two) (<https://w3id.org/rejoinder/id/act/x> AS ?act) WHERE {}", encoding="utf-8"
    )
    assert run("query", "mine.rq").stdout.split() == ["two", "act", "2", "act:x"]
    path.write_text("ASK { ?s ?p ?o }", encoding="utf-8")
    assert run("query", "mine.rq").stdout == "true\n"
    path.write_text("ASK { ?s ?p }", encoding="utf-8")
    assert "line 1" in _one_line(run("query", "mine.rq"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("responses_to_claims",), "no such query; did you mean responses_to_claim"),
        (("responses_to_claim",), "claim: is missing"),
        (("responses_to_claim", "--claim"), "--claim: has no value"),
        (("responses_to_claim", "--claim", "kazakhstan-holds-lands"), f"did you mean claim:{CLAIM}"),
        (("responses_to_claim", "--claim", CLAIM, "--colour", "red"), "colour: 'red': no such parameter"),
        (("nowhere.rq",), "nowhere.rq: cannot be read"),
    ],
)
def test_a_question_that_cannot_be_asked_is_one_line_and_exit_1(
    run: Run, words: tuple[str, ...], told: str
) -> None:
    assert told in _one_line(run("query", *words))


def test_doctor_shows_guards_engine_store_and_documents(run: Run) -> None:
    done = run("doctor")
    assert done.returncode == 0, done
    for part in ("engine", "memory", "network", "store", "queries", "documents"):
        assert re.search(rf"^(ok|no)  {part}", done.stdout, re.MULTILINE)
    assert run("doctor", "--store", "nowhere").returncode == 1


def test_a_port_in_use_is_named_with_the_way_out(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = _one_line(run("serve", "--port", str(port)))
    assert f"port {port} is in use" in line
    assert "--port" in line


def test_a_missing_store_is_named_with_the_way_out(run: Run) -> None:
    for command in (("serve",), ("query", "timeline")):
        assert "nowhere: no graph was built here yet; run `rejoinder build`" in _one_line(
            run(*command, "--store", "nowhere")
        )


def test_half_a_store_is_not_served(run: Run, store: Path, tmp_path: Path) -> None:
    half = tmp_path / "half"
    shutil.copytree(store, half)
    largest = max((half / "snapshots").rglob("*.sst"), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:100])
    line = _one_line(run("serve", "--store", str(half)))
    assert largest.name in line
    assert "run `rejoinder build`" in line


def test_a_store_of_the_right_size_but_wrong_content_is_not_served(
    run: Run, store: Path, tmp_path: Path
) -> None:
    spoilt = tmp_path / "spoilt"
    shutil.copytree(store, spoilt)
    for path in (spoilt / "snapshots").rglob("*.sst"):
        path.write_bytes(b"x" * path.stat().st_size)
    line = _one_line(run("serve", "--port", "0", "--store", str(spoilt)))
    assert "the engine cannot open it" in line
    assert "rejoinder build" in line


def test_a_setting_that_cannot_be_used_is_one_line(run: Run) -> None:
    assert "port: " in _one_line(run("serve", REJOINDER_PORT="many"))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_says_where_it_listens_answers_and_stops_cleanly(
    environment: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    with subprocess.Popen(
        [*COMMAND, "serve", "--port", "0"],
        env=environment | {"PYTHONUNBUFFERED": "1"},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        assert server.stderr is not None
        first, second = server.stdout.readline(), server.stdout.readline()
        assert re.fullmatch(r"Rejoinder listens on http://127\.0\.0\.1:\d+ \(Ctrl-C stops it\)\n", first)
        told = httpx.get(second.removeprefix("Try ").strip(), trust_env=False).json()
        assert told["receipt"]["query"] == "responses_to_claim"
        workers = _children(server.pid)
        began = time.monotonic()
        server.send_signal(number)
        assert server.wait(10) == 0
        assert time.monotonic() - began < 5
        assert server.stderr.read() == ""
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


def _children(process: int) -> list[str]:
    if not Path("/proc").is_dir():
        return []
    found = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    assert found
    return found
