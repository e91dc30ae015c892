"""Write triples as Turtle in one form only: the same triples, the same bytes.

Documents first, then all subjects by name, a blank line between them; `a`, then label and definition,
then predicates by name, one a line; blank nodes where they are used; prefixes only where used.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, Triple

from graph import layout
from graph.errors import SourceError
from graph.terms import PREFIXES, RDF, RDFS, SH, SKOS, split

Node = NamedNode | BlankNode | Literal
Objects = dict[str, list[Node]]

_DEPTH = 8
_TANGLED = 200
_NIL = NamedNode(RDF + "nil")
_LIST_FIRST, _LIST_REST = RDF + "first", RDF + "rest"
_FIRST = {RDF + "type": 0, RDFS + "label": 1, SKOS + "prefLabel": 1, SKOS + "definition": 2, SH + "path": 2}


def write(triples: Iterable[Triple], prefixes: Mapping[str, str]) -> str:
    """Write triples as canonical Turtle; the project's prefixes win over those handed in."""
    ours = set(PREFIXES.values())
    foreign = {
        namespace: prefix
        for prefix, namespace in sorted(prefixes.items())
        if prefix not in PREFIXES and namespace not in ours
    }
    return _Writer(triples, {**foreign, **{space: prefix for prefix, space in PREFIXES.items()}}).text()


class _Writer:
    def __init__(self, triples: Iterable[Triple], namespaces: Mapping[str, str]) -> None:
        self.namespaces = namespaces
        self.used: set[str] = set()
        everything = set(triples)
        self._index(everything)
        if any(isinstance(subject, BlankNode) for subject in self._roots() if self.uses[subject]):
            # Shared, circular or very deep blank nodes need names, and names need an order of their own,
            # which takes longer the more there are: seconds for some hundreds.
            if len({t.subject for t in everything if isinstance(t.subject, BlankNode)}) > _TANGLED:
                raise SourceError(
                    f"holds blank nodes that are shared or nested more than {_DEPTH} deep; give them IRIs"
                )
            self._index(_named_in_order(everything))

    def _index(self, triples: Iterable[Triple]) -> None:
        self.about: dict[Node, Objects] = defaultdict(dict)
        self.uses: Counter[Node] = Counter()
        for triple in triples:
            subject, found = triple.subject, triple.object
            if isinstance(subject, Triple) or isinstance(found, Triple):
                raise SourceError("a triple within a triple; give the statement an IRI of its own")
            self.about[subject].setdefault(triple.predicate.value, []).append(found)
            self.uses[found] += isinstance(found, BlankNode)
        self.cells = self._cells()

    def _roots(self) -> list[Node]:
        """List the subjects that get a block of their own: IRIs, and blank nodes that cannot be inlined."""
        inlined: set[Node] = set()
        waiting: list[tuple[Node, int]] = [
            (node, 0) for node in self.about if isinstance(node, NamedNode) or not self.uses[node]
        ]
        while waiting:
            node, depth = waiting.pop()
            for predicate, objects in self.about[node].items():
                for child in objects:
                    if not isinstance(child, BlankNode) or self.uses[child] != 1:
                        continue
                    deeper = depth + (predicate != _LIST_REST or child not in self.cells)
                    if deeper <= _DEPTH:
                        inlined.add(child)
                        waiting.append((child, deeper))
        self.inlined = inlined | {n for n in self.uses if n not in self.about and self.uses[n] == 1}
        return [node for node in self.about if node not in self.inlined]

    def _cells(self) -> set[Node]:
        """Find the blank nodes that make up well-formed lists, from the end of each list back."""
        before: dict[Node, list[Node]] = defaultdict(list)
        for node, found in self.about.items():
            single = all(len(objects) == 1 for objects in found.values())
            if isinstance(node, BlankNode) and single and found.keys() == {_LIST_FIRST, _LIST_REST}:
                before[found[_LIST_REST][0]].append(node)
        cells: set[Node] = set()
        waiting = before.pop(_NIL, [])
        while waiting:
            cell = waiting.pop()
            cells.add(cell)
            waiting.extend(before[cell] if self.uses[cell] == 1 else [])
        return cells

    def text(self) -> str:
        blocks = sorted((_subject_key(self._subject(node)), self._block(node)) for node in self._roots())
        used = sorted((prefix, space) for space, prefix in self.namespaces.items() if prefix in self.used)
        header = [f"@prefix {prefix}: <{space}> ." for prefix, space in used]
        parts = ["\n".join(header), *(block for _, block in blocks)]
        return "".join(f"{part}\n\n" for part in parts if part)[:-1]

    def _block(self, node: Node) -> str:
        lines = self._predicates(node, layout.STEP)
        return f"{self._subject(node)} " + f" ;\n{layout.STEP}".join(lines) + " ."

    def _subject(self, node: Node) -> str:
        return "[]" if isinstance(node, BlankNode) and not self.uses[node] else self._short(node)

    def _predicates(self, node: Node, indent: str) -> list[str]:
        rows = []
        for predicate, objects in self.about[node].items():
            name = "a" if predicate == RDF + "type" else self._iri(predicate)
            rows.append(
                (_FIRST.get(predicate, 3), layout.natural(name), name + self._objects(objects, indent, name))
            )
        return [text for *_, text in sorted(rows)]

    def _objects(self, objects: list[Node], indent: str, name: str) -> str:
        inner = indent + layout.STEP if len(objects) > 1 else indent
        rendered = sorted(
            (_language(node), layout.natural(text), text) for node, text in self._each(objects, inner)
        )
        texts = [text for *_, text in rendered]
        line = " , ".join(texts)
        if len(texts) == 1 or ("\n" not in line and len(indent) + len(name) + len(line) < layout.WIDTH - 3):
            return f" {line}"
        return "".join(f"\n{inner}{text} ," for text in texts)[:-2]

    def _each(self, objects: list[Node], indent: str) -> list[tuple[Node, str]]:
        return [(node, self._object(node, indent)) for node in objects]

    def _object(self, node: Node, indent: str) -> str:
        if node not in self.inlined:
            return self._short(node)
        members = self._members(node)
        inner = indent + layout.STEP
        if members is not None:
            texts = [self._object(member, inner) for member in members]
            return layout.enclosed("()", texts, " ", indent)
        texts = self._predicates(node, inner) if node in self.about else []
        return layout.enclosed("[]", texts, " ; ", indent)

    def _members(self, node: Node) -> list[Node] | None:
        """List the members of a well-formed list, None if the node does not begin one."""
        members: list[Node] = []
        while node in self.cells and node in self.inlined:
            members.append(self.about[node][_LIST_FIRST][0])
            node = self.about[node][_LIST_REST][0]
        return members if members and node == _NIL else None

    def _short(self, node: Node) -> str:
        if isinstance(node, NamedNode):
            return "()" if node == _NIL else self._iri(node.value)
        if isinstance(node, BlankNode):
            return str(node)
        return layout.literal(node, self._iri)

    def _iri(self, iri: str) -> str:
        parts = split(iri, self.namespaces)
        if parts is None:
            return f"<{iri}>"
        self.used.add(parts[0])
        return ":".join(parts)


def _subject_key(name: str) -> tuple[int, object]:
    # What is said about the whole file comes first: its ontology or scheme (a full IRI), its document.
    rank = 0 if name.startswith("<") else 1 if name.startswith("document:") else 2
    return rank, layout.natural(name)


def _language(node: Node) -> str:
    return (node.language or "") if isinstance(node, Literal) else ""


def _named_in_order(triples: Iterable[Triple]) -> list[Triple]:
    dataset = Dataset(Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in dataset]
