"""The page of all routes works in a browser that reaches nothing but this server."""

import shutil
import subprocess
from pathlib import Path

from tests.needs import need

OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


def test_the_page_of_all_routes_needs_no_other_host(address: str, tmp_path: Path) -> None:
    browser = shutil.which("chromium")
    need("chromium", browser)
    command = [
        *(str(browser), "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
        *(
            OFFLINE,
            f"--user-data-dir={tmp_path}",
            "--virtual-time-budget=8000",
            "--dump-dom",
            f"{address}/docs",
        ),
    ]
    page = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert "/queries/replies" in page
    assert "swagger-ui" in page
