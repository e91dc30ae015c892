"""What the columns of the tables mean, as a Frictionless data package and as CSV on the Web."""

import json
from pathlib import Path
from typing import Any

from graph.export.source import Source
from graph.export.tables.definition import Column, Table, tables
from graph.files import digest
from graph.terms import BASE, CONCEPT, ID

SEPARATOR = " | "
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
TITLE = "Rejoinder: who claimed what about whose territory, and who answered"
_MANY = f" Several values are joined by “{SEPARATOR}”."
_CSVW_TYPES = {"string": "string", "integer": "integer", "number": "decimal", "date": "date"}
_MEDIA_TYPES = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet"}


def meaning(source: Source, column: Column) -> str:
    """Say what a column means: by its own words, else by the ontology's definition of its property."""
    return column.told or source.definition(column.paths[0][-1][0])


def write(source: Source, folder: Path, extension: str) -> None:
    """Describe the files of a folder, which are there already, in datapackage.json."""
    package = {
        "profile": "tabular-data-package" if extension == "csv" else "data-package",
        "name": "rejoinder",
        "id": f"{BASE}r/{source.snapshot.revision}",
        "title": TITLE,
        "description": (
            f"An id such as act/x is the address {ID}act/x without its beginning. A code is the last part "
            f"of the address of a controlled value, {CONCEPT}SCHEME/CODE; the table codes lists them. An "
            "empty cell says that nothing is known, not that there is nothing."
        ),
        "version": source.snapshot.revision,
        "homepage": BASE,
        "licenses": [{"name": "CC-BY-4.0", "path": LICENCE}],
        "resources": [_resource(source, folder, one, extension) for one in tables()],
    }
    _save(folder / "datapackage.json", package)


def write_csvw(source: Source, folder: Path) -> None:
    """Describe the CSV files of a folder as CSV on the Web, in csv-metadata.json."""
    described = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": TITLE,
        "dc:license": {"@id": LICENCE},
        "dc:identifier": f"{BASE}r/{source.snapshot.revision}",
        "tables": [_csvw_table(source, one) for one in tables()],
    }
    _save(folder / "csv-metadata.json", described)


def linked(column: Column) -> bool:
    """Say whether each value of a column is the key of a row of another table."""
    return bool(column.to) and not column.many


def _resource(source: Source, folder: Path, one: Table, extension: str) -> dict[str, Any]:
    file = folder / f"{one.name}.{extension}"
    schema: dict[str, Any] = {
        "fields": [_field(source, column, extension) for column in one.columns],
        "missingValues": [""],
        "primaryKey": list(one.key),
    }
    if keys := [_frictionless_key(one, column) for column in one.columns if linked(column)]:
        schema["foreignKeys"] = keys
    return {
        "profile": "tabular-data-resource",
        "name": one.name.replace("_", "-"),
        "title": one.title,
        "description": one.told,
        "path": file.name,
        "format": extension,
        "mediatype": _MEDIA_TYPES[extension],
        **({"encoding": "utf-8"} if extension == "csv" else {}),
        "bytes": file.stat().st_size,
        "hash": f"sha256:{digest(file)}",
        "schema": schema,
    }


def _field(source: Source, column: Column, extension: str) -> dict[str, Any]:
    as_list = column.many and extension != "csv"
    described: dict[str, Any] = {
        "name": column.name,
        "type": "array" if as_list else "string" if column.many else column.type,
        "description": meaning(source, column) + ("" if as_list or not column.many else _MANY),
    }
    if column.scheme:
        described["rdfType"] = CONCEPT + column.scheme
    return described


def _frictionless_key(one: Table, column: Column) -> dict[str, Any]:
    there = "" if column.to == one.name else column.to.replace("_", "-")
    return {"fields": [column.name], "reference": {"resource": there, "fields": [_key_of(column.to)]}}


def _key_of(name: str) -> str:
    return next(one.key[0] for one in tables() if one.name == name)


def _csvw_table(source: Source, one: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "columns": [_csvw_column(source, column) for column in one.columns],
        "primaryKey": list(one.key),
    }
    if keys := [
        {
            "columnReference": column.name,
            "reference": {"resource": f"{column.to}.csv", "columnReference": _key_of(column.to)},
        }
        for column in one.columns
        if linked(column)
    ]:
        schema["foreignKeys"] = keys
    return {
        "url": f"{one.name}.csv",
        "dc:title": one.title,
        "dc:description": one.told,
        "tableSchema": schema,
    }


def _csvw_column(source: Source, column: Column) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": column.name,
        "titles": column.name,
        "dc:description": meaning(source, column),
        "datatype": _CSVW_TYPES[column.type],
    }
    if column.many:
        described["separator"] = SEPARATOR
    if column.sort == "id" and not column.many:
        described["valueUrl"] = f"{ID}{{+{column.name}}}"
    elif column.scheme and not column.many:
        described["valueUrl"] = f"{CONCEPT}{column.scheme}/{{{column.name}}}"
    return described


def _save(file: Path, described: dict[str, Any]) -> None:
    file.write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
