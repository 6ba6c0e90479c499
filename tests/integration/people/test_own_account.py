"""One's own account over real HTTP: why a session is closed, own sessions, the second factor given up."""

import pyotp

from vigie.people.model import Role
from vigie.testing.people import PASSWORD


def test_every_route_tells_that_the_workstation_is_locked(town):
    with town.client(Role.DPO) as client:
        assert client.post("/api/session/lock").status_code == 204
        for path in ("/api/session", "/api/people/rights", "/api/session/mine"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["code"]) == (401, "session_locked"), path
        assert (
            client.post("/api/session/unlock", json={"password": "non"}).json()["code"] == "wrong_credentials"
        )
        assert client.post("/api/session/unlock", json={"password": PASSWORD}).status_code == 200
        assert client.get("/api/session/mine").status_code == 200


def test_closing_another_of_ones_own_sessions(town):
    with town.client(Role.INSPECTOR) as here, town.client(Role.INSPECTOR) as there:
        listed = here.get("/api/session/mine").json()
        [current] = [each["id"] for each in listed if each["current"]]
        [other] = [each["id"] for each in there.get("/api/session/mine").json() if each["current"]]
        assert current != other
        with town.client(Role.MANAGER) as stranger:
            assert stranger.delete(f"/api/session/mine/{other}").status_code == 404
        assert here.delete(f"/api/session/mine/{other}").status_code == 204
        assert there.get("/api/session").json()["code"] == "closed_by_owner"
        assert here.get("/api/session").status_code == 200


def test_the_second_factor_is_given_up_with_the_password(town):
    with town.client(Role.TECHNICIAN) as client:
        secret = client.post("/api/session/second-factor/propose").json()["secret"]
        now_s = town.rig.clock.now() // 1_000_000
        body = {"secret": secret, "code": pyotp.TOTP(secret).at(now_s)}
        assert client.put("/api/session/second-factor", json=body).status_code == 204
        assert client.get("/api/session").json()["second_factor"] is True
        path = "/api/session/second-factor/disable"
        assert client.post(path, json={"password": "non"}).status_code == 401
        assert client.get("/api/session").json()["second_factor"] is True
        assert client.post(path, json={"password": PASSWORD}).status_code == 204
        assert client.get("/api/session").json()["second_factor"] is False
