"""Schemathesis over the whole centre with each role: no 500, and no right gained, whatever is sent."""

import asyncio

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from vigie.people.demo import DEMO_ACCOUNTS
from vigie.testing.routes_centre import allowed

SETTINGS = settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
LEAVES = {
    ("DELETE", "/api/session"),
    ("POST", "/api/session"),
    ("POST", "/api/session/lock"),
    ("POST", "/api/session/oidc/leave"),
}
AWAY = {"camera_unreachable", "provider_unreachable"}


@pytest.fixture(scope="module", autouse=True)
def patient_with_wrong_passwords():
    """Chance types many: they must not lock the workstation before the last role has had its turn."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIGIE_PEOPLE__TRIES_PER_ADDRESS", "1000")
        patch.setenv("VIGIE_OIDC__ISSUER", "http://127.0.0.1:1")  # nobody listens there
        patch.setenv("VIGIE_OIDC__CLIENT_ID", "vigie")
        patch.setenv("VIGIE_OIDC__PAGES", "http://localhost:8480")
        yield


def fuzz(operation, client, role) -> None:
    named = allowed(operation.method.upper(), operation.path)
    closed = named is not None and role not in named

    @SETTINGS
    @given(case=operation.as_strategy())
    def try_it(case):
        made = case.as_transport_kwargs(base_url=str(client.base_url))
        wanted = {name: made[name] for name in ("method", "url", "params", "json", "data") if made.get(name)}
        answer = client.request(**wanted)
        told = (case.method, case.formatted_path, wanted, answer.status_code, answer.text)
        assert answer.status_code < 500 or answer.json()["code"] in AWAY, told
        assert not (closed and answer.is_success), told

    try_it()


def fuzz_all(address, account) -> int:
    """Try every operation of the API as one account, with a client that waits; return how many there were."""
    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
    tried = 0
    with httpx.Client(base_url=address, headers={"X-Vigie": "1"}, timeout=60) as client:
        body = {"username": account.username, "password": account.password}
        assert client.post("/api/session", json=body).status_code == 200
        for found in schema.get_all_operations():
            operation = found.ok()
            if (operation.method.upper(), operation.path) in LEAVES:
                continue
            fuzz(operation, client, account.role)
            tried += 1
        assert client.get("/api/session").status_code == 200
    return tried


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("account", DEMO_ACCOUNTS, ids=lambda each: each.role.value)
async def test_no_call_ends_in_a_500_or_gains_a_right(centre, account):
    assert await asyncio.to_thread(fuzz_all, centre.url, account) > 90
