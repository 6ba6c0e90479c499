"""What all tests share: asyncio only, loopback only, and where real footage lies."""

import os
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts

ROOT = Path(__file__).resolve().parent.parent


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def footage() -> Path:
    """The folder of real clips, or a skip that says so: footage is never part of the project."""
    folder = Path(os.environ.get("VIGIE_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "MANIFEST.csv").exists():
        pytest.skip(f"no real footage in {folder}: set VIGIE_TEST_DATA to run this test")
    return folder
