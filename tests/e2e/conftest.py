"""The whole demonstration, started as a newcomer starts it, and a real Chromium in front of it."""

import os
import signal
import socket
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from peers.oidc_provider import SECRET, oidc_provider
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
READY_S = 300
PATIENCE_MS = 60_000
"""How long a page may take to show what it must show: tests wait for it, and none asserts a duration."""

expect.set_options(timeout=PATIENCE_MS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


PORT = _free_port()
PASSKEY_ORIGIN = f"http://localhost:{PORT}"


@pytest.fixture(scope="session")
def pages_built() -> None:
    if not (ROOT / "src/vigie/web/static/index.html").exists():
        subprocess.run([sys.executable, "tools/build-web"], cwd=ROOT, check=True)


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Path:
    """The folder in which the town keeps everything."""
    return tmp_path_factory.mktemp("town")


@pytest.fixture(scope="session")
def provider():
    """A real identity provider, at another site than the pages: cookies must stand that."""
    with oidc_provider(PASSKEY_ORIGIN) as running:
        yield running


@pytest.fixture(scope="session")
def town(data, pages_built, provider):
    """The address of a running town of four cameras."""
    command = [sys.executable, "-m", "vigie", "demo", "--cameras", "4", "--port", str(PORT), "--no-browser"]
    log = (data / "console.log").open("w")
    # Passkeys are bound to one address, and an address of numbers can have none (WebAuthn 5.1.2).
    environment = {
        **os.environ,
        "VIGIE_PEOPLE__PASSKEY_ORIGIN": PASSKEY_ORIGIN,
        "VIGIE_OIDC__ISSUER": provider.issuer,
        "VIGIE_OIDC__CLIENT_ID": "vigie-ES256",
        "VIGIE_OIDC__CLIENT_SECRET": SECRET,
        "VIGIE_OIDC__PAGES": PASSKEY_ORIGIN,
    }
    process = subprocess.Popen(
        [*command, "--data", str(data)], stdout=log, stderr=subprocess.STDOUT, env=environment
    )
    try:
        yield _until_ready(data, process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
        log.close()
    assert process.returncode == 0, (data / "console.log").read_text()


def _until_ready(data: Path, process: subprocess.Popen) -> str:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail((data / "console.log").read_text())
        if (data / "demo.toml").exists():
            port = tomllib.loads((data / "demo.toml").read_text())["centre"]["port"]
            if "Vigie est prêt" in (data / "console.log").read_text() and _answers(port):
                return f"http://127.0.0.1:{port}"
        time.sleep(0.5)
    pytest.fail(f"not ready after {READY_S} s: {(data / 'console.log').read_text()}")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/health", timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


@pytest.fixture(scope="session")
def browser():
    if not os.access(CHROMIUM, os.X_OK):
        pytest.fail("Chromium is missing: ./check installs it, or apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def _french(browser: Browser, town: str) -> BrowserContext:
    context = browser.new_context(
        viewport={"width": 1920, "height": 1080}, locale="fr-FR", timezone_id="Europe/Paris", base_url=town
    )
    context.set_default_timeout(PATIENCE_MS)
    return context


@pytest.fixture
def page(browser: Browser, town: str):
    """A fresh French browser window of 1920x1080; errors of the page fail the test."""
    context = _french(browser, town)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert not errors


@pytest.fixture
def sign_in(page: Page):
    """Sign in by the demonstration's buttons."""

    def _sign_in(username: str) -> Page:
        page.goto("/")
        page.get_by_role("button", name=f"({username})").click()
        page.get_by_role("navigation", name="Menu principal").wait_for()
        return page

    return _sign_in


@pytest.fixture
def colleague(browser: Browser, town: str):
    """Sign others in, each in a browser of their own, beside the test's page."""
    contexts = []

    def _sign_in(username: str) -> Page:
        context = _french(browser, town)
        contexts.append(context)
        theirs = context.new_page()
        theirs.goto("/")
        theirs.get_by_role("button", name=f"({username})").click()
        theirs.get_by_role("navigation", name="Menu principal").wait_for()
        return theirs

    yield _sign_in
    for context in contexts:
        context.close()
