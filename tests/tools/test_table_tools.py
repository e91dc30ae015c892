"""The tables, opened by the tools that analysts use, and joined back to what the graph has."""

import io
import json
import shutil
import subprocess
from pathlib import Path

import csvw
import duckdb
import frictionless
import openpyxl
import pandas as pd
import polars as pl
import pytest
from pyoxigraph import QuerySolutions, Store

from graph import snapshots
from graph.export import formats
from graph.export.export import export
from graph.export.tables.definition import tables
from graph.snapshots import Snapshot
from graph.terms import ONTOLOGY
from tests.needs import need

Counted = dict[str, tuple[int, int | None]]
# Responses by the state of the replying speaker, as the graph has them.
BY_STATE = f"""PREFIX rj: <{ONTOLOGY}> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?name (COUNT(DISTINCT ?response) AS ?n) (MIN(?known) AS ?least) WHERE {{
  ?response a rj:Response ; rj:reply/rj:speakerState/rdfs:label ?name .
  OPTIONAL {{ ?response rj:leastDays ?days }}
  BIND(COALESCE(?days, 1000000) AS ?known)
}} GROUP BY ?name"""


@pytest.fixture(scope="module")
def snapshot(store: Path) -> Snapshot:
    return snapshots.current(store)


@pytest.fixture(scope="module")
def made(snapshot: Snapshot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the tables as CSV, Parquet and a workbook."""
    folder = tmp_path_factory.mktemp("tables")
    for name, out in (("csv", "csv"), ("parquet", "parquet"), ("xlsx", "tables.xlsx")):
        export(snapshot, formats.find(name), folder / out)
    return folder


@pytest.fixture(scope="module")
def sizes(made: Path) -> dict[str, int]:
    """Count the rows of each table by Python's own reader."""
    return {one.name: len(pd.read_csv(made / "csv" / f"{one.name}.csv", dtype=str)) for one in tables()}


@pytest.fixture(scope="module")
def by_state(snapshot: Snapshot) -> Counted:
    answer = Store.read_only(str(snapshot.store)).query(BY_STATE, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    return {
        row["name"].value: (int(row["n"].value), int(row["least"].value) if row["least"] else None)
        for row in answer
    }


def test_frictionless_finds_the_package_valid_with_its_keys(made: Path, tmp_path: Path) -> None:
    report = frictionless.validate(str(made / "csv" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])
    assert report.stats["tasks"] == len(tables())
    broken = tmp_path / "broken"
    shutil.copytree(made / "csv", broken)
    acts = (broken / "acts.csv").read_text(encoding="utf-8")
    (broken / "acts.csv").write_text(acts.replace("person/vladimir-putin", "person/nobody"), encoding="utf-8")
    found = frictionless.validate(str(broken / "datapackage.json")).flatten(["type"])
    assert ["foreign-key"] in found
    assert ["hash-count"] in found or ["byte-count"] in found


def test_frictionless_reads_the_package_of_parquet(made: Path, sizes: dict[str, int]) -> None:
    package = json.loads((made / "parquet" / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        table = pl.read_parquet(made / "parquet" / resource["path"])
        assert table.columns == [field["name"] for field in resource["schema"]["fields"]]
        assert table.height == sizes[resource["path"].removesuffix(".parquet")]


def test_csvw_reads_every_table_with_types_lists_and_keys(made: Path, sizes: dict[str, int]) -> None:
    group = csvw.TableGroup.from_file(made / "csv" / "csv-metadata.json")
    read = {table.local_name: list(table) for table in group.tables}
    assert {name.removesuffix(".csv"): len(rows) for name, rows in read.items()} == sizes
    assert group.check_referential_integrity()
    shperov = next(row for row in read["acts.csv"] if row["act"] == "act/shperov-temporary")
    assert shperov["targets"] == ["state/kazakhstan"]
    assert shperov["earliest"].isoformat().startswith("2017-01-26")
    assert shperov["replies"] >= 1


def test_pandas_joins_back_to_what_the_graph_counts(made: Path, by_state: Counted) -> None:
    for folder in ("csv", "parquet"):
        responses, actors = _pandas(made / folder, "responses"), _pandas(made / folder, "actors")
        if folder == "csv":
            responses["reply_state"] = responses["reply_state"].str.split(" | ", regex=False)
        joined = responses.explode("reply_state").merge(actors, left_on="reply_state", right_on="actor")
        found = joined.groupby("label_y").agg(n=("response", "nunique"), least=("least_days", "min"))
        told = {
            name: (int(row.n), None if pd.isna(row.least) else int(row.least))
            for name, row in found.iterrows()
        }
        assert told == by_state


def _pandas(folder: Path, name: str) -> "pd.DataFrame":
    if folder.name == "parquet":
        return pd.read_parquet(folder / f"{name}.parquet")
    return pd.read_csv(folder / f"{name}.csv")


def test_polars_reads_types_and_lists(made: Path, by_state: Counted) -> None:
    responses = pl.read_parquet(made / "parquet" / "responses.parquet")
    assert responses.schema["least_days"] == pl.Int64
    assert pl.read_parquet(made / "parquet" / "acts.parquet").schema["earliest"] == pl.Date
    actors = pl.read_parquet(made / "parquet" / "actors.parquet").select(
        "actor", pl.col("label").alias("name")
    )
    found = (
        responses.explode("reply_state")
        .join(actors, left_on="reply_state", right_on="actor")
        .group_by("name")
        .agg(pl.col("response").n_unique().alias("n"), pl.col("least_days").min())
    )
    assert {name: (n, least) for name, n, least in found.iter_rows()} == by_state


def test_duckdb_asks_csv_and_parquet_alike(made: Path, by_state: Counted) -> None:
    asked = {
        "parquet": "SELECT a.label, count(DISTINCT response), min(least_days) "
        "FROM (SELECT *, unnest(reply_state) AS state FROM '{0}/responses.parquet') "
        "JOIN '{0}/actors.parquet' a ON a.actor = state GROUP BY 1",
        "csv": "SELECT a.label, count(DISTINCT response), min(least_days) FROM "
        "(SELECT *, unnest(string_split(reply_state, ' | ')) AS state FROM '{0}/responses.csv') "
        "JOIN '{0}/actors.csv' a ON a.actor = state GROUP BY 1",
    }
    for name, query in asked.items():
        rows = duckdb.execute(query.format(made / name)).fetchall()
        assert {label: (n, least) for label, n, least in rows} == by_state
    codes = duckdb.read_parquet(str(made / "parquet" / "plover.parquet")).project("cameo").df()["cameo"]
    assert "020" in set(codes)


def test_openpyxl_reads_every_sheet_and_no_cell_is_a_formula(made: Path, sizes: dict[str, int]) -> None:
    book = openpyxl.load_workbook(made / "tables.xlsx", read_only=True)
    assert book.sheetnames == ["About", *sizes, "Columns"]
    for name, size in sizes.items():
        rows = list(book[name].iter_rows())
        assert len(rows) == size + 1
        assert all(cell.data_type != "f" for row in rows for cell in row)
    acts = [[cell.value for cell in row] for row in book["acts"].iter_rows()]
    at = acts[0].index("replies")
    assert all(isinstance(row[at], int) for row in acts[1:])
    meanings = [[cell.value for cell in row] for row in book["Columns"].iter_rows(min_row=2)]
    assert len(meanings) == sum(len(one.columns) for one in tables())
    assert all(row[3] for row in meanings)


def test_the_workbook_and_the_csv_say_the_same(made: Path) -> None:
    for one in tables():
        sheet = pd.read_excel(made / "tables.xlsx", sheet_name=one.name, dtype=str, keep_default_na=False)
        table = pd.read_csv(made / "csv" / f"{one.name}.csv", dtype=str, keep_default_na=False)
        pd.testing.assert_frame_equal(sheet, table)


def test_libreoffice_opens_the_workbook(made: Path, sizes: dict[str, int], tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not on this machine")  # half a gigabyte: not among .ci/packages
    # The number at the end is the sheet: -1 writes each into a file of its own.
    filters = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    command = [
        office,
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        filters,
    ]
    subprocess.run([*command, "--outdir", str(tmp_path), str(made / "tables.xlsx")], check=True, timeout=100)
    for name, size in sizes.items():
        text = (tmp_path / f"tables-{name}.csv").read_text(encoding="utf-8")
        assert len(pd.read_csv(io.StringIO(text), dtype=str)) == size


def test_r_reads_the_tables_and_counts_the_same(made: Path, by_state: Counted) -> None:
    need("Rscript", shutil.which("Rscript"))
    script = """
    at <- commandArgs(TRUE)[1]
    read <- function(name) read.csv(file.path(at, paste0(name, ".csv")), encoding = "UTF-8")
    responses <- read("responses"); actors <- read("actors")
    states <- strsplit(responses$reply_state, " | ", fixed = TRUE)
    long <- data.frame(response = rep(responses$response, lengths(states)), actor = unlist(states))
    joined <- merge(long, actors, by = "actor")
    counted <- tapply(joined$response, joined$label, function(x) length(unique(x)))
    cat(paste(names(counted), counted, sep = "\\t"), sep = "\\n")
    """
    done = subprocess.run(
        ["Rscript", "--vanilla", "-e", script, str(made / "csv")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = dict(line.split("\t") for line in done.stdout.splitlines())
    assert {name: int(n) for name, n in told.items()} == {name: n for name, (n, _) in by_state.items()}
