"""The files that docs/operating.md shows are whole, name what exists, and keep to what we promise."""

import configparser
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from service.settings import Settings
from tests.needs import need

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))


@pytest.fixture
def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=True)
    parser.optionxform = str  # type: ignore[assignment]  # configparser's own way to keep case
    parser.read_string(BLOCKS["ini"])
    return parser


def test_the_unit_tells_the_front_alone_to_stop_and_waits_for_it(
    unit: configparser.ConfigParser,
) -> None:
    service = unit["Service"]
    assert service["KillMode"] == "mixed"
    assert int(service["TimeoutStopSec"]) > Settings.model_fields["timeout"].default + 2
    assert int(service["LimitNOFILE"]) > Settings.model_fields["connections"].default + 100
    assert (service["ProtectSystem"], service["StateDirectory"]) == ("strict", "rejoinder")


def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    need("systemd-analyze", shutil.which("systemd-analyze"))
    text = BLOCKS["ini"].replace("/opt/rejoinder/bin/rejoinder", sys.executable)
    (tmp_path / "rejoinder.service").write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", "./rejoinder.service"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_the_container_copies_is_there_and_is_all_that_is_installed() -> None:
    lines = BLOCKS["dockerfile"].replace("\\\n", " ").splitlines()
    copied = {
        name
        for line in lines
        if line.startswith("COPY ") and "--from" not in line
        for name in line.split()[1:-1]
    }
    assert copied == {name for name in copied if (ROOT / name).exists()}
    assert copied >= {"graph", "service", "ontology", "queries", "pyproject.toml", "requirements/run.txt"}
    assert {"USER 10001", "STOPSIGNAL SIGTERM"} <= set(lines)


def test_what_the_container_copies_makes_the_whole_package(tmp_path: Path) -> None:
    for name in re.findall(r"^COPY (?!--)(.*) \S+$", BLOCKS["dockerfile"], re.MULTILINE):
        for path in map(ROOT.joinpath, name.split()):
            target = tmp_path / path.relative_to(ROOT)
            target.parent.mkdir(exist_ok=True)
            copy = shutil.copytree if path.is_dir() else shutil.copy
            copy(path, target)
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet", "."]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    assert len(list(tmp_path.glob("rejoinder-*.whl"))) == 1


def test_the_settings_that_the_page_names_are_settings() -> None:
    named = {name.lower() for name in re.findall(r"REJOINDER_([A-Z_]+)", PAGE)}
    assert named
    assert named <= set(Settings.model_fields)


def test_the_metrics_that_the_page_names_are_those_there_are(http: httpx.Client) -> None:
    families = {family.name for family in text_string_to_metric_families(http.get("/metrics").text)}
    ours = {name for name in families if name.startswith("rejoinder_") and not name.endswith("_created")}
    told = {name.removesuffix("_total") for name in re.findall(r"`(rejoinder_\w+)", PAGE)}
    assert ours == told
    rules = yaml.safe_load(BLOCKS["yaml"])["groups"][0]["rules"]
    used = {name for rule in rules for name in re.findall(r"rejoinder_\w+", rule["expr"])}
    assert {name.removesuffix("_total") for name in used} <= told
