"""Build the graph: sources, rules, checks, and a snapshot if nothing is wrong."""

from pathlib import Path

from graph import carried, check, publication, snapshots
from graph.errors import BuildError
from graph.revision import lines
from graph.snapshots import Snapshot
from graph.sources import Roots


def build(
    store_dir: Path, corpus: Path | None, roots: Roots | None = None, *, without_writes: bool = False
) -> Snapshot:
    """Build a snapshot from the folders and make it current.

    The same folders give the same revision, which is written once only. What was written into the current
    graph since its build is carried over, unless it is to be left out; where the folders say what they
    said then, the current graph stays. BuildError carries what is wrong with the graph, StoreError tells
    why the place cannot be written or what was written not be carried; both leave what was current.
    """
    folders = roots or Roots()
    draft = check.assemble(folders)
    findings = check.inspect(draft, folders, corpus)
    if findings:
        raise BuildError(findings)
    with publication.exclusively(store_dir):
        former = None if without_writes else carried.writes(store_dir)
        if former is not None:
            return carried.over(store_dir, former, draft, folders)
        return snapshots.built(store_dir, lines(draft.store), draft.layers())
