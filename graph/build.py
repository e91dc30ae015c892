"""Build the graph: sources, rules, checks, and a snapshot if nothing is wrong."""

from pathlib import Path

from graph import check, snapshots
from graph.errors import BuildError
from graph.snapshots import Snapshot
from graph.sources import Roots


def build(store_dir: Path, corpus: Path | None, roots: Roots | None = None) -> Snapshot:
    """Build a snapshot from the folders and make it current.

    The same folders give the same revision, which is written once only. BuildError carries what is
    wrong with the graph, StoreError tells why the place cannot be written; both leave what was current.
    """
    folders = roots or Roots()
    draft = check.assemble(folders)
    findings = check.inspect(draft, folders, corpus)
    if findings:
        raise BuildError(findings)
    return snapshots.publish(store_dir, draft.store, draft.layers())
