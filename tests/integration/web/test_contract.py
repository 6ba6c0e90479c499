"""The served contract: nothing is open by accident, whatever rooms are mounted."""

import re
from pathlib import Path

import httpx
import pytest

from vigie.people.demo import DEMO_ACCOUNTS
from vigie.testing.routes_centre import CENTRE_ROUTES, FROM_SERVERS, PUBLIC, is_named

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
async def operations(centre):
    async with httpx.AsyncClient(base_url=centre.url, timeout=60) as client:
        paths = (await client.get("/api/openapi.json")).json()["paths"]
    return [(method.upper(), path) for path, methods in paths.items() for method in methods]


def _filled(path):
    return re.sub(r"\{[^}]+\}", "cam-001", path)


async def test_every_operation_but_the_public_ones_asks_who_is_there(centre, operations):
    found = {}
    async with httpx.AsyncClient(base_url=centre.url, headers={"X-Vigie": "1"}, timeout=60) as client:
        for method, path in operations:
            if (method, path) not in PUBLIC:
                found[method, path] = (await client.request(method, _filled(path))).status_code
    assert len(found) > 15
    assert {operation: status for operation, status in found.items() if status != 401} == {}


async def test_every_operation_stands_in_the_table_of_attacks(operations):
    missing = [each for each in operations if not is_named(*each)]
    assert missing == [], "add them to vigie/testing/routes.py or routes_centre.py, with who may call them"


async def test_every_web_socket_is_attacked():
    """WebSockets stand in no OpenAPI document; each path is in test_live_socket.py or test_alerts_http.py."""
    found = {
        path
        for file in (ROOT / "src/vigie").rglob("*.py")
        for path in re.findall(r'\.websocket\("([^"]+)"', file.read_text(encoding="utf-8"))
    }
    assert found == {
        "/api/live/{camera_id}/{stream}",
        "/api/events",
        "/api/analytics/cameras/{camera_id}/scene",
    }


@pytest.mark.parametrize("account", DEMO_ACCOUNTS, ids=lambda each: each.role.value)
async def test_each_role_gets_exactly_its_routes_of_a_whole_centre(centre, account):
    """`routes.ROUTES` are asked of the rooms alone in tests/integration/people/test_attacks.py."""
    async with centre.signed_in(account.username) as client:
        client.timeout = 60
        for method, path, body, roles in CENTRE_ROUTES:
            answer = await client.request(method, path, json=body)
            refused = answer.status_code == 403
            assert refused == (account.role not in roles), (method, path, answer.status_code, answer.text)
            assert answer.status_code != 500, (method, path, answer.text)


async def test_one_cannot_reach_into_another_s_own_things(centre):
    async with centre.signed_in("operateur") as mine, centre.signed_in("police") as theirs:
        [other] = [each for each in (await theirs.get("/api/session/mine")).json() if each["current"]]
        assert (await mine.delete(f"/api/session/mine/{other['id']}")).status_code == 404
        draft = {"name": "À moi", "tiles": 1, "cameras": [None], "shared": False}
        wall = (await theirs.post("/api/layouts", json=draft)).json()
        assert wall["id"] not in [each["id"] for each in (await mine.get("/api/layouts")).json()]
        for method, body in (("PUT", draft), ("DELETE", None)):
            assert (await mine.request(method, f"/api/layouts/{wall['id']}", json=body)).status_code == 404
        assert (await theirs.get("/api/session")).status_code == 200


async def test_every_writing_operation_refuses_foreign_pages(centre, operations):
    writing = [(method, path) for method, path in operations if method != "GET" and path not in FROM_SERVERS]
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
    async with httpx.AsyncClient(base_url=centre.url, timeout=60) as client:
        welcome = (await client.get("/api/system/welcome")).json()
        metrics = (await client.get("/metrics")).text
    assert welcome["demo"] is True
    assert {"username": "chef", "password": "chef", "role": "supervisor"} in welcome["accounts"]
    assert "vigie_recorder_up 1.0" in metrics
    assert "vigie_played 1" in metrics
