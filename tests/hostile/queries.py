"""Queries that are meant to harm: each with the ends that are promised for it.

TRAP stands for a port on loopback where nobody may ever call.
"""

from dataclasses import dataclass

_SPENT = "time-limit memory-limit"
GREEDY = "a hundred patterns that nothing joins"


@dataclass(frozen=True)
class Hostile:
    """A query, and the words (see wire.Outcome) by which it may end."""

    name: str
    text: str
    promise: str


def _patterns(count: int) -> str:
    return " . ".join(f"?s{at} ?p{at} ?o{at}" for at in range(count))


def _chain(count: int) -> str:
    return " . ".join(f"?n{at} ?p{at} ?n{at + 1}" for at in range(count))


def _nested(before: str, depth: int, inside: str, after: str) -> str:
    return before * depth + inside + after * depth


def _doubled(times: int) -> str:
    return " ".join(f"BIND(CONCAT(?t{at}, ?t{at}) AS ?t{at + 1})" for at in range(times))


TOO_MUCH = (
    Hostile("a cross product is counted", f"SELECT (COUNT(*) AS ?n) {{ {_patterns(4)} }}", _SPENT),
    Hostile("a cross product is ordered", f"SELECT * {{ {_patterns(2)} }} ORDER BY ?o1 ?s0 LIMIT 1", _SPENT),
    Hostile("a cross product is shuffled", f"SELECT * {{ {_patterns(2)} }} ORDER BY RAND()", _SPENT),
    Hostile(
        "a cross product is made distinct",
        f"SELECT DISTINCT * {{ {_patterns(3)} }} OFFSET 1000000000",
        _SPENT,
    ),
    Hostile(
        "a cross product is grouped",
        f"SELECT ?s0 ?o1 (COUNT(*) AS ?n) {{ {_patterns(2)} }} GROUP BY ?s0 ?o1",
        _SPENT,
    ),
    Hostile(
        "a cross product of names",
        f"CONSTRUCT {{ ?s0 ?p1 ?o2 }} {{ {_patterns(3)} }} OFFSET 1000000000000",
        _SPENT,
    ),
    Hostile(
        "everything is written into one text",
        f'SELECT (GROUP_CONCAT(STR(?o0); separator="/") AS ?t) {{ {_patterns(2)} }}',
        _SPENT,
    ),
    Hostile(GREEDY, f"SELECT * {{ {_patterns(100)} }} LIMIT 1", _SPENT),
    Hostile("a chain of a thousand patterns", f"SELECT * {{ {_chain(1000)} }} LIMIT 1", f"{_SPENT} 200"),
    Hostile(
        "a product that is only compared",
        "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(CONCAT(STR(?a), STR(?d), STR(?g)) = 'no') }",
        _SPENT,
    ),
    Hostile(
        "a path over everything",
        "SELECT (COUNT(*) AS ?n) { ?a (<a:a>|!<a:a>)* ?b . ?c (<a:a>|!<a:a>)* ?d }",
        _SPENT,
    ),
    Hostile(
        "a path there and back",
        "SELECT * { ?a (!<a:a>|^!<a:a>)+ ?b . ?b (!<a:a>|^!<a:a>)+ ?a } OFFSET 100000000",
        _SPENT,
    ),
    Hostile(
        "a text that grows tenfold, ten times",
        "SELECT (STRLEN(" + _nested("REPLACE(", 11, "'a'", ", 'a', 'aaaaaaaaaa')") + ") AS ?n) {}",
        f"{_SPENT} 200",
    ),
    Hostile(
        "a text that doubles forty times",
        f"SELECT (STRLEN(?t40) AS ?n) {{ BIND('ab' AS ?t0) {_doubled(40)} }}",
        f"{_SPENT} 200",
    ),
    Hostile(
        "a text out of a join",
        f"SELECT (STRLEN(GROUP_CONCAT(?t)) AS ?n) {{ BIND('abcdefgh' AS ?t0) {_doubled(12)} "
        f"BIND(?t12 AS ?t) {_patterns(2)} }}",
        _SPENT,
    ),
    Hostile(
        "a long text, once for every statement",
        f"SELECT (STRLEN(GROUP_CONCAT('{'x' * 40000}')) AS ?n) {{ ?s ?p ?o }}",
        _SPENT,
    ),
    Hostile(
        "a table of values by itself",
        "SELECT (COUNT(*) AS ?n) { "
        + " ".join(f"VALUES ?v{v} {{ {' '.join(map(str, range(60)))} }}" for v in range(8))
        + " }",
        _SPENT,
    ),
    Hostile(
        "a negation of products",
        f"SELECT * {{ ?a ?b ?c FILTER NOT EXISTS {{ {_patterns(3)} FILTER(?o0 = 'none' && ?a = ?s1) }} }}",
        _SPENT,
    ),
    Hostile(
        "a far page of a product", f"SELECT * {{ {_patterns(3)} }} LIMIT 1 OFFSET 9000000000000000000", _SPENT
    ),
    Hostile(
        "a description of everything, twice", f"DESCRIBE * {{ {_patterns(3)} }} OFFSET 10000000000", _SPENT
    ),
)

UNREADABLE = (
    Hostile("five thousand braces", f"ASK {_nested('{', 5000, '', '}')}", "query-syntax"),
    Hostile("braces that are never closed", "ASK " + "{" * 5000, "query-syntax"),
    Hostile(
        "a thousand conditions",
        f"ASK {{ {_nested('FILTER EXISTS { ', 1000, '?s ?p ?o', ' }')} }}",
        "query-syntax",
    ),
    Hostile("a thousand denials", f"ASK {{ {_nested('MINUS { ', 1000, '?s ?p ?o', ' }')} }}", "query-syntax"),
    Hostile(
        "a thousand questions",
        f"ASK {{ {_nested('{ SELECT * { ', 1000, '?s ?p ?o', ' } }')} }}",
        "query-syntax",
    ),
    Hostile("five thousand parentheses", f"ASK {{ FILTER({_nested('(', 5000, '1', ')')}) }}", "query-syntax"),
    Hostile("five thousand negations", f"ASK {{ FILTER({'!' * 5000}true) }}", "query-syntax"),
    Hostile("five thousand signs", f"ASK {{ FILTER({'- ' * 5000}1 = 1) }}", "query-syntax"),
    Hostile("a path of parentheses", f"ASK {{ ?a {_nested('(', 2000, '<a:a>', ')')} ?b }}", "query-syntax"),
    Hostile("a list of lists", f"ASK {{ {_nested('(', 2000, '1', ')')} <a:b> 1 }}", "query-syntax"),
    Hostile("a node of nodes", f"ASK {{ {_nested('[ <a:b> ', 2000, '1', ' ]')} }}", "query-syntax"),
    Hostile(
        "a triple of triples",
        f"ASK {{ {_nested('<<( ', 500, '<a:a> <a:b> 1', ' )>> <a:b> 1')} }}",
        "query-syntax",
    ),
    Hostile("a text without its end", "ASK { ?s ?p '''" + "x" * 60000, "query-syntax"),
    Hostile("a hundred thousand tokens' worth", "ASK { VALUES ?v { " + "1 " * 25000 + "} }", "too-large"),
    Hostile("a query above its length", "ASK {} #" + "x" * 70000, "too-large"),
    Hostile("a NUL", "ASK { ?s ?p \0 }", "query-syntax"),
    Hostile("control characters", "ASK { ?s\x01\x02 ?p ?o }\x1b[2J", "query-syntax"),
    Hostile("a number without end", f"SELECT * {{ ?s ?p ?o }} LIMIT {'9' * 5000}", "query-syntax"),
    Hostile("an update as a query", "DELETE WHERE { ?s ?p ?o }", "query-syntax"),
)

JUST_READABLE = (
    Hostile("braces as deep as are read", f"ASK {_nested('{', 64, '', '}')}", "200"),
    Hostile(
        "conditions as deep as are read",
        f"ASK {{ {_nested('FILTER EXISTS { ', 63, '?s ?p ?o', ' }')} }}",
        f"{_SPENT} 200",
    ),
    Hostile(
        "twenty-five choices joined",
        "ASK { " + " ".join("{ ?a <a:a> ?b } UNION { ?a <a:b> ?b }" for _ in range(25)) + " }",
        f"{_SPENT} 200",
    ),
    Hostile(
        "three hundred options",
        "ASK { ?s0 ?p ?o " + " ".join(f"OPTIONAL {{ ?s0 <a:a> ?v{at} }}" for at in range(300)) + " }",
        f"{_SPENT} 200",
    ),
    Hostile("three thousand sums", f"ASK {{ FILTER({'+'.join(['1'] * 3000)} = 3000) }}", "200"),
    Hostile("three thousand steps", f"ASK {{ ?a {'/'.join(['<a:a>'] * 3000)} ?b }}", f"{_SPENT} 200"),
    Hostile("a pattern of patterns", "ASK { FILTER REGEX('a', '((a{1000}){1000}){1000}') }", "200"),
    Hostile(
        "a pattern that backtracks elsewhere",
        f"SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o FILTER REGEX(CONCAT(STR(?o), '{'a' * 40}!'), '^(a+)+$') }}",
        "200",
    ),
    Hostile(
        "numbers beyond all bounds",
        "SELECT (99999999999999999999999999 * 1e308 * 1e308 / 0.0 AS ?n) {}",
        "200",
    ),
    Hostile(
        "dates beyond all bounds",
        "SELECT (YEAR('999999999999-01-01T00:00:00Z'^^<http://www.w3.org/2001/XMLSchema#dateTime>) AS ?n) {}",
        "200",
    ),
)

_ELSEWHERE = "<http://127.0.0.1:TRAP/>"
_ASKED = "{ ?s ?p ?o }"

CALLS = (
    Hostile("a call", f"ASK {{ SERVICE {_ELSEWHERE} {_ASKED} }}", "refused"),
    Hostile(
        "a call in small letters, silently", f"ASK {{ sErViCe SiLeNt {_ELSEWHERE} {_ASKED} }}", "refused"
    ),
    Hostile("a call behind comments", f"ASK {{ #\n SERVICE# {{\n {_ELSEWHERE} {_ASKED} }}", "refused"),
    Hostile("a call by escapes", f"ASK {{ \\u0053ERVICE {_ELSEWHERE} {_ASKED} }}", "query-syntax refused"),
    Hostile(
        "a call by long escapes", f"ASK {{ \\U00000053ERVICE {_ELSEWHERE} {_ASKED} }}", "query-syntax refused"
    ),
    Hostile("a call of a variable", f"ASK {{ BIND({_ELSEWHERE} AS ?e) SERVICE ?e {_ASKED} }}", "refused"),
    Hostile("a call per row", f"ASK {{ ?s ?p ?o LATERAL {{ SERVICE {_ELSEWHERE} {_ASKED} }} }}", "refused"),
    Hostile(
        "a call in a question inside",
        f"ASK {{ {{ SELECT * {{ SERVICE {_ELSEWHERE} {_ASKED} }} }} }}",
        "refused",
    ),
    Hostile(
        "a call in a condition", f"ASK {{ FILTER NOT EXISTS {{ SERVICE {_ELSEWHERE} {_ASKED} }} }}", "refused"
    ),
    Hostile(
        "a call glued to a word", f"ASK {{ FILTER(trueSERVICE{_ELSEWHERE}{_ASKED}) }}", "refused query-syntax"
    ),
    Hostile("a call glued behind a value", f"ASK {{ BIND(1 AS ?x)SERVICE{_ELSEWHERE}{_ASKED} }}", "refused"),
    Hostile(
        "a call of a name, glued",
        "PREFIX ex: <http://127.0.0.1:TRAP/> ASK { SERVICEex:x { ?s ?p ?o } }",
        "refused",
    ),
    Hostile(
        "a call behind what looks like an IRI",
        f"ASK {{ FILTER(1<2) SERVICE{_ELSEWHERE}{_ASKED} FILTER(2>1) }}",
        "refused query-syntax",
    ),
    Hostile("a call after a text", f"ASK {{ FILTER('''a'''='a') SERVICE {_ELSEWHERE} {_ASKED} }}", "refused"),
    Hostile("a call before an order", f"SELECT * {{ SERVICE {_ELSEWHERE} {_ASKED} }} ORDER BY ?s", "refused"),
    Hostile("a load", f"LOAD {_ELSEWHERE}", "refused"),
    Hostile("a silent load into a graph", f"load silent {_ELSEWHERE} into graph <a:a>", "refused"),
    Hostile("a load behind a clearing", f"CLEAR ALL ; LOAD {_ELSEWHERE}", "refused query-syntax"),
    Hostile("a graph out of a file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "200"),
    Hostile("a graph out of the net", f"ASK FROM {_ELSEWHERE} FROM NAMED {_ELSEWHERE} {_ASKED}", "200"),
    Hostile("a named graph out of a file", "SELECT * { GRAPH <file:///etc/passwd> { ?s ?p ?o } }", "200"),
    Hostile("a named graph out of the net", f"SELECT * {{ GRAPH {_ELSEWHERE} {{ ?s ?p ?o }} }}", "200"),
)
