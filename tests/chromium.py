"""Find the Chromium that browser tests drive, or install one: `python -m tests.chromium`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium() -> str | None:
    """Give the path of a Chromium on this machine: SAMLING_CHROMIUM, one on PATH, or Playwright's own."""
    named = os.environ.get("SAMLING_CHROMIUM")
    if named:
        return shutil.which(named)
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install_chromium() -> None:
    """Install Chromium with apt where we may, else let Playwright download its own."""
    if shutil.which("apt-get"):
        for rights in ([], ["sudo", "--non-interactive"]):
            if rights == [] and os.geteuid() != 0:
                continue
            if rights and not shutil.which("sudo"):
                continue
            if _apt(rights):
                return
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


def _apt(rights: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (
        ["update", "--quiet"],
        ["install", "--quiet", "--yes", "--no-install-recommends", "chromium"],
    ):
        if subprocess.run([*rights, "apt-get", *step], env=environment).returncode != 0:
            return False
    return True


def main() -> int:
    """Print the path of Chromium, after installing it where there is none."""
    path = find_chromium()
    if path is None:
        print("No Chromium found: installing one for the browser tests.", flush=True)
        install_chromium()
        path = find_chromium()
    if path is None:
        print("There is no Chromium. Install one and say where: SAMLING_CHROMIUM=/path/to/chromium make test")
        return 1
    print(f"Browser tests use {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
