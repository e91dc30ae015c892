"""The canned queries, read from their files: header, parameters, columns."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pyoxigraph

from graph.errors import RejoinderError, SourceError
from graph.findings import Finding
from graph.sources import text_of
from graph.terms import PREFIXES, XSD
from service import clauses, guard, header, tokenizer
from service.guard import QueryRefused
from service.header import Declared, HeaderError
from service.tokenizer import Token

Term = pyoxigraph.NamedNode | pyoxigraph.Literal
Value = Term | tuple[Term, ...] | None  # several where a parameter takes several

_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_DATATYPES = {
    "date": pyoxigraph.NamedNode(XSD + "date"),
    "integer": pyoxigraph.NamedNode(XSD + "integer"),
    "number": pyoxigraph.NamedNode(XSD + "decimal"),
    "choice": pyoxigraph.NamedNode(XSD + "string"),
}


class CatalogueError(RejoinderError):
    """Query files that cannot be served; findings says which, and why."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Keep the findings, which are what the caller shows."""
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


@dataclass(frozen=True)
class Parameter:
    """One parameter of a canned query, with the value that its file holds as an example."""

    name: str
    declared: Declared
    example: Term | None


@dataclass(frozen=True)
class CannedQuery:
    """One canned query, and where in its text stand its one row of values, the names of things, its end.

    fact is the variable of the fact that a row is about, dated the one whose date counts; None without one.
    """

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    columns: tuple[str, ...]
    text: str
    row: tuple[int, int] | None
    labels: tuple[tuple[int, int], ...]
    end: int
    fact: str | None
    dated: str | None
    view: header.View
    picture: header.Picture
    addresses: tuple[str, ...]

    def instantiate(
        self, values: Mapping[str, Value], filters: Sequence[str] = (), label: str | None = None
    ) -> str:
        """Write the query with these values in the place of its examples; an absent one is UNDEF.

        Of several values each makes a row. Filters, which the caller has written, stand at the end of its
        pattern; label is the IRI of a property that names things instead of rdfs:label.
        """
        edits = [(self.end, self.end, "".join(f"  {text}\n" for text in filters))]
        if self.row is not None:
            several = (_terms(values.get(parameter.name)) for parameter in self.parameters)
            edits.append((*self.row, " ".join(f"({' '.join(row)})" for row in product(*several))))
        if label is not None:
            edits += [(start, end, f"<{label}>") for start, end in self.labels]
        text = self.text
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
        return text


class QueryFault(RejoinderError):  # noqa: N818 - not of the program, of a file
    """What is wrong with one query file, and how to mend it."""

    def __init__(self, what: str, mend: str) -> None:
        """Keep both halves, which a finding shows apart."""
        super().__init__(what)
        self.what, self.mend = what, mend


def files(directory: Path) -> list[Path]:
    """List the query files of a folder."""
    return sorted(directory.glob("*.rq"))


def load(directory: Path) -> dict[str, CannedQuery]:
    """Read every query file of a folder, by name; CatalogueError lists what is wrong with any of them."""
    found, findings = _read(files(directory))
    if findings:
        raise CatalogueError(findings)
    return found


def faults(paths: Iterable[Path]) -> list[Finding]:
    """Find what is wrong with query files."""
    return _read(paths)[1]


def _read(paths: Iterable[Path]) -> tuple[dict[str, CannedQuery], list[Finding]]:
    found: dict[str, CannedQuery] = {}
    findings: list[Finding] = []
    for path in paths:
        try:
            found[path.stem] = read(path.stem, text_of(path))
        except QueryFault as fault:
            findings.append(Finding(str(path), "", fault.what, fault.mend))
        except SourceError as error:
            what, _, mend = str(error).partition("; ")
            findings.append(Finding(str(path), "", what, mend))
    return found, [*findings, *_twice(found)]


def _twice(found: Mapping[str, CannedQuery]) -> list[Finding]:
    """Find addresses that lead to more than one query, whatever their parameters are called."""
    first: dict[str, str] = {}
    findings = []
    for query in found.values():
        for address in query.addresses:
            other = first.setdefault(re.sub(r"\{.*?\}", "{}", address), query.name)
            if other != query.name:
                told = f"{address} leads to {other}, too"
                findings.append(Finding(f"{query.name}.rq", "", told, "give one of them another address"))
    return findings


def read(name: str, text: str) -> CannedQuery:
    """Read one query file, holding it to the rules of a canned query; QueryFault says which it breaks."""
    if not _NAME.fullmatch(name):
        raise QueryFault(
            "its name is not in snake_case", "name the file as the question, such as acts_of_speaker.rq"
        )
    try:
        head = header.read(text)
    except HeaderError as error:
        raise QueryFault(str(error), "begin with #+ lines: summary, description, tags, parameters") from error
    tokens = _tokens(text)
    _rules(tokens)
    end = clauses.pattern_end(tokens)
    for variable in filter(None, (head.fact, head.dated)):
        if variable not in clauses.outermost(tokens):
            raise QueryFault(f"?{variable} is not bound in the outermost group", "bind it there")
    columns = clauses.columns(tokens)
    if strange := [column for column in head.picture.columns if column not in columns]:
        raise QueryFault(f"its picture names {strange[0]}, which is no column", "name a column")
    block = _block(tokens, tuple(head.parameters))
    examples = _examples(text, tokens, block)
    for parameter, declared in head.parameters.items():
        _fits(parameter, declared, examples[parameter])
    return CannedQuery(
        name=name,
        summary=head.summary,
        description=head.description,
        tags=head.tags,
        parameters=tuple(
            Parameter(parameter, declared, examples[parameter])
            for parameter, declared in head.parameters.items()
        ),
        columns=columns,
        text=text,
        row=block.rows[0] if block else None,
        labels=tuple((token.start, token.end) for token in tokens if token.text == "rdfs:label"),
        end=end,
        fact=head.fact,
        dated=head.dated,
        view=head.view,
        picture=head.picture,
        addresses=head.addresses,
    )


def _terms(value: Value) -> tuple[str, ...]:
    """Write the terms that stand for one parameter, each in a row of its own."""
    if value is None:
        return ("UNDEF",)
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)


def _tokens(text: str) -> list[Token]:
    """Read the query as the engine does and as we do; either may refuse it."""
    try:
        guard.guard(text, guard.Limits())
        pyoxigraph.Store().query(text)
    except QueryRefused as error:
        raise QueryFault(str(error), "write it so that the service can take it") from error
    except SyntaxError as error:
        raise QueryFault(f"does not parse: {error}", "mend the query; updates have no place here") from error
    return [token for token in tokenizer.tokens(text) if token.kind != "comment"]


def _rules(tokens: Sequence[Token]) -> None:
    """Hold the query to one SELECT of named columns in a total order."""
    form = clauses.form(tokens)
    if form is None or form.text.upper() != "SELECT":
        raise QueryFault("is no SELECT", "a canned query answers with a table")
    if clauses.selects_all(tokens):
        raise QueryFault("has SELECT *", "name the columns")
    if not clauses.is_ordered(tokens):
        raise QueryFault("has no ORDER BY", "give the answer a total order")
    if clauses.is_cut(tokens):
        raise QueryFault("has a LIMIT or OFFSET", "leave them out: whoever asks may give them")


def _block(tokens: Sequence[Token], declared: tuple[str, ...]) -> clauses.Values | None:
    """Find the one VALUES block with the one row of the parameters, None for a query without any."""
    blocks = [block for block in clauses.values(tokens) if set(block.variables) & set(declared)]
    if not declared:
        return None
    shape = f"VALUES ({' '.join('?' + name for name in declared)}) {{ ( … ) }}"
    if len(blocks) != 1:
        raise QueryFault(f"has {len(blocks)} VALUES blocks of its parameters", f"write one {shape}")
    block = blocks[0]
    if undeclared := [name for name in block.variables if name not in declared]:
        raise QueryFault(f"?{undeclared[0]} is in VALUES but not declared", "declare it under parameters")
    if missing := [name for name in declared if name not in block.variables]:
        raise QueryFault(f"{missing[0]} is declared but not in VALUES", f"write {shape}")
    if block.variables != declared:
        raise QueryFault("the parameters stand in another order in VALUES", f"write {shape}")
    if len(block.rows) != 1:
        raise QueryFault(f"VALUES has {len(block.rows)} rows in brackets", f"write one row: {shape}")
    if unused := [name for name in declared if clauses.uses(tokens, name) < 2]:
        raise QueryFault(f"{unused[0]} is declared but not used", "use it in the pattern, or drop it")
    return block


def _examples(text: str, tokens: Sequence[Token], block: clauses.Values | None) -> Mapping[str, Term | None]:
    """Let the engine read the row of examples, with the prefixes of the file."""
    form = clauses.form(tokens)
    if block is None or form is None:
        return {}
    query = f"{text[: form.start]}SELECT * {{ {text[block.start : block.end]} }}"
    solutions = pyoxigraph.Store().query(query)
    assert isinstance(solutions, pyoxigraph.QuerySolutions)  # noqa: S101 - we wrote SELECT
    row = next(iter(solutions))
    return {name: _value(row[name]) for name in block.variables}


def _value(term: object) -> Term | None:
    if term is None or isinstance(term, pyoxigraph.NamedNode | pyoxigraph.Literal):
        return term
    raise QueryFault(f"{term} cannot stand for a parameter", "write an IRI, a literal or UNDEF")


def _fits(name: str, declared: Declared, example: Term | None) -> None:
    """Hold an example to the type that is declared for it."""
    if example is None:
        if not declared.optional:
            raise QueryFault(f"{name} has no example", "write a value in VALUES, or declare it optional")
        return
    datatype = _DATATYPES.get(declared.type)
    if datatype is None:
        if not any(example.value.startswith(PREFIXES[group]) for group in declared.groups):
            raise QueryFault(
                f"{name}: {example} is none of {', '.join(declared.groups)}", "write one that is"
            )
    elif not isinstance(example, pyoxigraph.Literal) or example.datatype != datatype:
        written = datatype.value.removeprefix(XSD)
        raise QueryFault(f"{name}: {example} is no {declared.type}", f"write an xsd:{written}")
    elif declared.values and example.value not in declared.values:
        raise QueryFault(f"{name}: {example} is none of its values", f"write {', '.join(declared.values)}")
