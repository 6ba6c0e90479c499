"""Schemathesis over the whole API of these rooms, with each role: no 500, whatever is sent."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from vigie.people.model import Role

SETTINGS = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
LEAVES = {("DELETE", "/api/session"), ("POST", "/api/session"), ("POST", "/api/session/lock")}


def fuzz(operation, client) -> None:
    @SETTINGS
    @given(case=operation.as_strategy())
    def no_500(case):
        made = case.as_transport_kwargs(base_url=str(client.base_url))
        wanted = {name: made[name] for name in ("method", "url", "params", "json", "data") if made.get(name)}
        answer = client.request(**wanted)
        assert answer.status_code < 500, (case.method, case.formatted_path, wanted, answer.text)

    no_500()


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("role", [Role.MANAGER, Role.SUPERVISOR, Role.COMMUNAL_AGENT, Role.INSPECTOR])
def test_no_call_ends_in_a_500(town, role):
    schema = schemathesis.openapi.from_url(f"{town.address}/api/openapi.json")
    tried = 0
    with town.client(role) as client:
        for found in schema.get_all_operations():
            operation = found.ok()
            if (operation.method.upper(), operation.path) in LEAVES:
                continue
            fuzz(operation, client)
            tried += 1
        assert client.get("/api/session").status_code == 200
    assert tried > 50
