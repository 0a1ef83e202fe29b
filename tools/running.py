"""A Manager with its demo world, and a browser, for the tools that look at pages."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page

HERE = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium() -> str:
    """The browser of the system. Raises SystemExit where there is none."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("Chromium is missing. Install it, on Debian: apt-get install chromium")
    return found


@contextmanager
def manager(products: int | None = None) -> Iterator[str]:
    """A Manager with the demo world on a free port, of any size; gives its address."""
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="changehands-tool-"))
    folder.chmod(0o755)
    environment = {**os.environ, "PORT": str(port), "DATA": str(folder / "data"), "DEMO": "true"}
    command = str(Path(sys.executable).with_name("changehands"))
    quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([command, "up"], **quiet)
    size = [] if products is None else ["--products", str(products)]
    try:
        address = wait_for(f"http://localhost:{port}")
        subprocess.run([command, "demo", *size], **quiet, check=True)
        yield address
    finally:
        process.terminate()
        process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(address: str) -> str:
    """Wait until the Manager says that it is well, two minutes at most."""
    for _attempt in range(240):
        try:
            urllib.request.urlopen(f"{address}/healthz", timeout=5)
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return address
    raise SystemExit("The Manager did not start. Try: make run")


def log_in(page: Page, address: str, email: str) -> None:
    """Log in as one of the people of the demo, in whatever language."""
    page.goto(f"{address}/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill("changehands")
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "login" not in url)
