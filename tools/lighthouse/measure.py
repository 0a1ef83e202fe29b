"""Lighthouse on the pages that matter, as a phone sees them; prints a table.

Run: make lighthouse. Needs node 18 or later and npm; starts a Manager of its own.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final

from playwright.sync_api import BrowserContext, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from running import QUIET, chromium, free_port, log_in, manager

HERE: Final = Path(__file__).resolve().parent
ROUNDS: Final = 3
CATEGORIES: Final = ("performance", "accessibility", "best-practices")


def installed() -> Path:
    """The command of Lighthouse, installed beside this file where it is not yet."""
    command = HERE / "node_modules/.bin/lighthouse"
    if not command.exists():
        subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE, check=True
        )
    return command


@contextmanager
def browser(port: int) -> Iterator[BrowserContext]:
    """A browser that keeps its cookies and that Lighthouse can drive."""
    with tempfile.TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium(), args=[*QUIET, f"--remote-debugging-port={port}"]
        )
        yield context
        context.close()


def addresses(context: BrowserContext, home: str) -> Mapping[str, str]:
    """What is measured; an offer is started so that there is one to receive."""
    page = context.new_page()
    log_in(page, home, "owner@ours.example")
    page.goto(f"{home}/transfers/new/?kind=vps")
    page.locator("[data-select-row]:not(:disabled)").first.check()
    page.locator("#chosen[value='1']").wait_for()
    page.locator("input[name=conditions]").check()
    page.locator("main form button[type=submit].button--primary").click()
    page.locator("dialog .button--primary").click()
    link = page.locator("#link").inner_text().strip()
    page.goto(f"{home}/accounts/logout/")
    page.locator("main button[type=submit]").first.click()
    log_in(page, home, "owner@theirs.example")
    page.goto(link)
    page.locator("select[name=destination_id], [name=destination]").first.wait_for()
    offer = page.url
    page.close()
    return {
        "reception": offer,
        "products": f"{home}/products/",
        "selection": f"{home}/transfers/new/",
        "help article": f"{home}/en/help/2024/transfer-product-organization",
    }


def cold(context: BrowserContext, command: Path, address: str, port: int) -> dict[str, Any]:
    """One run with nothing in the browser's cache; its cookies stay."""
    page = context.new_page()
    context.new_cdp_session(page).send("Network.clearBrowserCache")
    page.close()
    return scores(command, address, port)


def scores(command: Path, address: str, port: int) -> dict[str, Any]:
    """One run: the scores of the categories, the bytes and what was found wanting."""
    run = [str(command), address, f"--port={port}", "--output=json", "--quiet"]
    run += ["--disable-storage-reset", f"--only-categories={','.join(CATEGORIES)}"]
    report = json.loads(subprocess.run(run, stdout=subprocess.PIPE, text=True, check=True).stdout)
    found = {name: report["categories"][name]["score"] * 100 for name in CATEGORIES}
    audits = report["audits"]
    wanting = [
        key
        for name in CATEGORIES[1:]
        for one in report["categories"][name]["auditRefs"]
        if one["weight"]
        and (audits[key := one["id"]]["score"] or 0) < 1
        and audits[key]["scoreDisplayMode"] not in ("notApplicable", "manual", "informative")
    ]
    return {
        **found,
        "kB": audits["total-byte-weight"]["numericValue"] / 1000,
        "LCP s": audits["largest-contentful-paint"]["numericValue"] / 1000,
        "final": report["finalDisplayedUrl"],
        "wanting": wanting,
    }


def main() -> None:
    """Measure each page several times and print the medians."""
    command, port = installed(), free_port()
    print("| page | performance | accessibility | best practices | kB | LCP s |")
    print("|---|---|---|---|---|---|")
    with manager(products=10_000) as home, browser(port) as context:
        for name, address in addresses(context, home).items():
            if name == "products":  # the source again, with its ten thousand
                page = context.new_page()
                context.clear_cookies()
                log_in(page, home, "owner@ours.example")
                page.close()
            runs = [cold(context, command, address, port) for _ in range(ROUNDS)]
            middle = [f"{median(run[key] for run in runs):.0f}" for key in (*CATEGORIES, "kB")]
            lcp = median(run["LCP s"] for run in runs)
            print(f"| {name} | {' | '.join(middle)} | {lcp:.1f} |")
            for line in sorted({key for run in runs for key in run["wanting"]}):
                print(f"  wanting: {line}")
            if not all(
                run["final"].split("#")[0].startswith(address.split("#")[0]) for run in runs
            ):
                print(f"  led elsewhere: {runs[0]['final']}")


if __name__ == "__main__":
    main()
