"""`rejoinder explain`, as a person types it; it needs no store and no server."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from graph.passages import sha256
from tests.service.test_command_line import COMMAND

REPLY = ("act:slutsky-denial", "rj:respondsTo", "act:shperov-temporary")
INVENTED = "x" * 850 + "Words  of\nan invented document." + "y" * 400


def run(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REJOINDER_")}
    command = [*COMMAND, "explain", *words]
    return subprocess.run(command, env=kept | more, capture_output=True, text=True, timeout=60, check=False)


def test_an_inferred_triple_is_explained_down_to_passages() -> None:
    done = run(*REPLY)
    assert done.returncode == 0, done
    first, second, third, fourth, fifth, sixth, seventh, *_ = done.stdout.splitlines()
    assert first == " ".join(REPLY)
    assert second.startswith("  inferred by responds-to (")
    assert second.endswith(
        "/20-responds-to.rq): An act responds to the act or event that a response joins it to."
    )
    assert third == "  because"
    assert fourth == "    response:slutsky-shperov rj:reply act:slutsky-denial"
    assert fifth.startswith("      stands in ")
    assert fifth.endswith("graph/facts/000.ttl")
    assert (sixth, seventh) == (
        "      told by report:000-slutsky (asserts)",
        "        document:000, 850–1219",
    )


@pytest.mark.soak
def test_a_rule_that_comes_again_is_not_described_again() -> None:
    said = run("response:slutsky-shperov", "rj:leastDays", "6").stdout
    assert said.count("inferred by bounds") == 4
    assert said.count("inferred by bounds: ") == 1


@pytest.mark.soak
def test_programs_get_the_same_as_json() -> None:
    told = json.loads(run(*REPLY, "--format", "json").stdout)
    assert (told["basis"], told["rule"]["name"], told["more_ways"]) == ("inferred", "responds-to", 0)
    ((reply, _),) = told["ways"]
    assert (reply["basis"], Path(reply["file"]).name) == ("asserted", "000.ttl")
    (report,) = reply["reports"]
    assert [passage["start"] for passage in report["passages"]] == [850]
    assert "text" not in report["passages"][0]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "000_invented.txt").write_text(INVENTED, encoding="utf-8")
    return tmp_path


def test_text_is_shown_only_of_attached_documents(corpus: Path) -> None:
    shown = run(*REPLY, "--corpus", str(corpus)).stdout
    assert "          Words of an invented document.y" in shown
    assert "invented" not in run(*REPLY).stdout


@pytest.mark.soak
def test_programs_get_the_text_as_it_stands(corpus: Path) -> None:
    told = json.loads(run(*REPLY, "--format", "json", "--corpus", str(corpus)).stdout)
    (passage,) = told["ways"][0][0]["reports"][0]["passages"]
    assert sha256(passage["text"]) == sha256(INVENTED[850:1219])


def test_what_is_not_in_the_graph_is_one_line_and_exit_1_and_a_number_below_zero_is_no_option() -> None:
    done = run("act:slutsky-denial", "rj:earliestDay", "-5")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "rejoinder: act:slutsky-denial rj:earliestDay -5: is not in the graph; "
        "act:slutsky-denial rj:earliestDay has 17198\n"
    )


@pytest.mark.soak
def test_a_stated_triple_is_said_to_be_stated_and_where() -> None:
    said = run("act:slutsky-denial", "a", "rj:SpeechAct").stdout.splitlines()
    assert said[0] == "act:slutsky-denial rdf:type rj:SpeechAct"
    assert said[1].startswith("  stands in ")
    assert said[2] == "  told by report:000-slutsky (asserts)"
