"""What all tests share: asyncio only, loopback only, and where real footage lies."""

import os
from pathlib import Path

import pytest
import structlog
from hypothesis import settings
from pytest_socket import socket_allow_hosts

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("vigie", deadline=None)  # a busy machine is no defect
settings.load_profile("vigie")

# A traceback that shows every local array takes minutes to lay out on a busy machine.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
    ]
)


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


FOOTAGE = Path(os.environ.get("VIGIE_TEST_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def footage() -> Path:
    """The folder of real clips, or a skip that says so: footage is never part of the project."""
    if not (FOOTAGE / "MANIFEST.csv").exists():
        pytest.skip(f"no real footage in {FOOTAGE}: set VIGIE_TEST_DATA to run this test")
    return FOOTAGE


@pytest.fixture(scope="session")
def footage_or_none() -> Path | None:
    """The folder of real clips where there is one; tests that can generate their own pictures use this."""
    return FOOTAGE if (FOOTAGE / "MANIFEST.csv").exists() else None
