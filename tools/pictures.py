"""Pictures of the main pages, wide and narrow, light and dark, from the demo world.

Run: make pictures. Starts a Manager of its own in a temporary folder and writes docs/pictures/.
"""

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

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent.parent
OUT = HERE / "docs" / "pictures"
SIZES = {"wide": (1280, 860), "narrow": (390, 844)}
SCHEMES = ("light", "dark")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


@contextmanager
def manager() -> Iterator[str]:
    """A Manager with the demo world on a free port; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="changehands-pictures-"))
    folder.chmod(0o755)
    environment = {**os.environ, "PORT": str(port), "DATA": str(folder / "data"), "DEMO": "true"}
    command = [str(Path(sys.executable).with_name("changehands")), "up", "--demo"]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield wait_for(f"http://localhost:{port}")
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
    """Log in as one of the people of the demo."""
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill("changehands")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(lambda url: "login" not in url)


def shoot(page: Page, name: str) -> None:
    """Take the picture of what is on the screen."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=OUT / f"{name}.jpg", type="jpeg", quality=82)


def walk(browser: Browser, address: str, size: str, scheme: str) -> None:
    """The pages that one meets on the way from a selection to its reception."""
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    )
    page, tag = context.new_page(), f"{size}-{scheme}"
    page.goto(f"{address}/accounts/login/")
    shoot(page, f"login-{tag}")
    log_in(page, address, "owner@ours.example")
    for name in ("products", "people", "teams", "invoices", "activity", "transfers"):
        page.goto(f"{address}/{name}/")
        shoot(page, f"{name}-{tag}")
    page.goto(f"{address}/products/?kind=kdrive")
    page.locator("main a.item__title").first.click()
    shoot(page, f"product-{tag}")
    begin(page, address, tag)
    offer(browser, page, address, size, scheme)


def begin(page: Page, address: str, tag: str) -> None:
    """Choose three products, read the warnings, start."""
    page.goto(f"{address}/transfers/new/?kind=kdrive")
    page.locator("[data-select-row]:not(:disabled)").first.check()
    page.locator("#chosen[value='1']").wait_for()
    page.goto(f"{address}/transfers/new/?kind=domain")
    boxes = page.locator("[data-select-row]:not(:disabled)")
    for number in (0, 1):
        boxes.nth(number).check()
        page.locator(f"#chosen[value='{number + 2}']").wait_for()
    page.get_by_label("I have read and accept").check()
    page.evaluate("scrollTo(0, 0)")
    shoot(page, f"selection-{tag}")
    page.get_by_role("button", name="Transfer", exact=True).click()
    page.get_by_role("dialog").wait_for()
    shoot(page, f"warnings-{tag}")
    page.get_by_role("button", name="I have read this").click()
    page.get_by_role("textbox", name="Link").wait_for()
    shoot(page, f"started-{tag}")


def offer(browser: Browser, page: Page, address: str, size: str, scheme: str) -> None:
    """What the receiver sees; the offer is cancelled after, so that the next round can make it."""
    width, height = SIZES[size]
    other = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
    ).new_page()
    log_in(other, address, "owner@theirs.example")
    other.goto(page.get_by_role("textbox", name="Link").inner_text())
    other.get_by_role("button", name="Receive the products").wait_for()
    shoot(other, f"reception-{size}-{scheme}")
    page.get_by_role("link", name="Cancel the transfer").click()
    page.get_by_role("button", name="Cancel the transfer").click()
    page.goto(f"{address}/transfers/?state=completed")
    page.locator("main a.item__title").first.click()
    page.get_by_role("link", name="Receipt").click()
    shoot(page, f"receipt-{size}-{scheme}")


def main() -> None:
    """Take them all."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("Chromium is missing. Install it, on Debian: apt-get install chromium")
    OUT.mkdir(parents=True, exist_ok=True)
    with manager() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET)
        for size in SIZES:
            for scheme in SCHEMES:
                walk(browser, address, size, scheme)
        browser.close()
    print(f"{len(list(OUT.glob('*.jpg')))} pictures in {OUT.relative_to(HERE)}")


if __name__ == "__main__":
    main()
