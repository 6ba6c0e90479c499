"""The served contract: nothing is open by accident, whatever rooms are mounted."""

import re

import httpx
import pytest

PUBLIC = {
    ("get", "/api/system/welcome"),
    ("get", "/api/health"),
    ("get", "/metrics"),
    ("post", "/api/session"),
    ("delete", "/api/session"),
    ("post", "/api/session/unlock"),
    ("post", "/api/session/passkey-sign-in/begin"),
    ("post", "/api/session/passkey-sign-in"),
    ("post", "/api/session/passkey-unlock"),
    ("get", "/api/session/means"),
}


@pytest.fixture(scope="module")
async def operations(centre):
    async with httpx.AsyncClient(base_url=centre.url) as client:
        paths = (await client.get("/api/openapi.json")).json()["paths"]
    return [(method, path) for path, methods in paths.items() for method in methods]


def _filled(path):
    return re.sub(r"\{[^}]+\}", "cam-001", path)


async def test_every_operation_but_the_public_ones_asks_who_is_there(centre, operations):
    found = {}
    async with httpx.AsyncClient(base_url=centre.url, headers={"X-Vigie": "1"}) as client:
        for method, path in operations:
            if (method, path) not in PUBLIC:
                found[method, path] = (await client.request(method, _filled(path))).status_code
    assert len(found) > 15
    assert {operation: status for operation, status in found.items() if status != 401} == {}


async def test_every_writing_operation_refuses_foreign_pages(centre, operations):
    writing = [(method, path) for method, path in operations if method != "get"]
    async with centre.signed_in("technicien") as client:
        del client.headers["X-Vigie"]
        answers = [(await client.request(method, _filled(path))).json()["code"] for method, path in writing]
    assert set(answers) == {"foreign_page"}


async def test_no_account_reads_a_camera_s_password(centre):
    for who in ("technicien", "operateur", "responsable"):
        async with centre.signed_in(who) as client:
            text = (await client.get("/api/cameras")).text
            assert '"vigie"' not in text
            assert ("rtsp://" in text) == (who == "technicien")


async def test_the_sign_in_page_knows_the_demonstration_s_accounts_and_metrics_both_processes(centre):
    async with httpx.AsyncClient(base_url=centre.url) as client:
        welcome = (await client.get("/api/system/welcome")).json()
        metrics = (await client.get("/metrics")).text
    assert welcome["demo"] is True
    assert {"username": "chef", "password": "chef", "role": "supervisor"} in welcome["accounts"]
    assert "vigie_recorder_up 1.0" in metrics
    assert "vigie_played 1" in metrics
