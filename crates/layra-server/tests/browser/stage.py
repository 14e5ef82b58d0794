"""What the checks in a real browser have in common: served packs, pages that note what goes wrong in them,
and a run of every case.

Needs Chromium (`apt-get install chromium`) and Playwright (`pip install playwright`); CHROMIUM names the
browser when it stands elsewhere than on the PATH. The server is started here, on a free port, and nobody
else is asked for anything.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import traceback

from playwright.sync_api import Error, sync_playwright

HARBOUR = pathlib.Path(__file__).resolve().parents[1] / "packs" / "harbour"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 320, "height": 640}


class Site:
    """A served pack, and pages of it that note whatever goes wrong in them."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address
        self.contexts, self.complaints, self.questions = [], [], []

    def open(self, path="/", **options):
        """A fresh page at `path`."""
        context = self.browser.new_context(**{"viewport": WIDE, **options})
        self.contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.complain(message.type, message.text))
        page.on("pageerror", lambda error: self.complain("error", str(error)))
        page.on("dialog", lambda dialog: (self.complain("error", "a dialog opened"), dialog.dismiss()))
        page.on("request", self.note)
        page.goto(self.address + path)
        return page

    def complain(self, kind, text):
        if kind in ("error", "warning"):
            self.complaints.append(text)

    def note(self, request):
        if not request.url.startswith(self.address):
            self.complaints.append(f"{request.url} was asked for")
        if "/api/" in request.url:
            self.questions.append(request.url)

    def close(self):
        for context in self.contexts:
            context.close()
        self.contexts.clear()


def serve(layra, pack):
    """Serves `pack` on a free port; gives the process and its address."""
    packs = ["--pack", str(pack)] if pack else []
    process = subprocess.Popen(
        [layra, *packs, "serve", "--addr", "127.0.0.1:0"], stderr=subprocess.PIPE, text=True
    )
    said = ""
    for line in process.stderr:
        said += line
        if found := re.search(r"http://\S+", line):
            return process, found.group(0)
    raise SystemExit(f"error: `{layra}` does not serve {pack}:\n{said}")


def run(cases, sites):
    """Runs every case; gives how many failed."""
    failed = 0
    for test in cases:
        try:
            test(*sites)
            complaints = [complaint for site in sites for complaint in site.complaints]
            assert not complaints, f"the console says {complaints}"
            print(f"ok      {test.__name__}")
        except (AssertionError, Error):
            failed += 1
            print(f"FAILED  {test.__name__}\n{traceback.format_exc()}")
        for site in sites:
            site.close()
            site.complaints.clear()
    return failed


def main(cases, packs):
    """Runs `cases` on a site for each of `packs`; `None` stands for the built-in catalogue."""
    if len(sys.argv) != 2:
        raise SystemExit(f"usage: python3 {pathlib.Path(sys.argv[0]).name} PATH_TO_LAYRA")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        raise SystemExit("error: no Chromium on the PATH\nhint: install it, or name it in CHROMIUM")
    processes = []
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            sites = []
            for pack in packs:
                process, address = serve(sys.argv[1], pack)
                processes.append(process)
                sites.append(Site(browser, address))
            failed = run(cases, sites)
            browser.close()
        finally:
            for process in processes:
                process.terminate()
                process.wait()
    print(f"{len(cases) - failed} passed, {failed} failed")
    return 1 if failed else 0
