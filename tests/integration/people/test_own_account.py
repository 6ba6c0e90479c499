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
        body = {"secret": secret, "code": pyotp.TOTP(secret).at(now_s), "password": PASSWORD}
        assert client.put("/api/session/second-factor", json={**body, "password": "non"}).status_code == 401
        assert client.get("/api/session").json()["second_factor"] is False
        assert client.put("/api/session/second-factor", json=body).status_code == 204
        assert client.get("/api/session").json()["second_factor"] is True
        path = "/api/session/second-factor/disable"
        assert client.post(path, json={"password": "non"}).status_code == 401
        assert client.get("/api/session").json()["second_factor"] is True
        assert client.post(path, json={"password": PASSWORD}).status_code == 204
        assert client.get("/api/session").json()["second_factor"] is False


def test_what_one_may_see_and_until_when(town):
    with town.client(Role.MUNICIPAL_POLICE) as client:
        told = client.get("/api/session/access").json()
        kept = client.get(f"/api/people/{town.ids[Role.MUNICIPAL_POLICE]}").json()
    ends = {each["authority"]: each["ends_us"] for each in kept["approvals"]}
    ends["grant"] = kept["grants"][0]["ends_us"]
    assert {each["paper"]: each["until_us"] for each in told["needs"]} == ends
    assert (told["images"], told["cameras"], told["until_us"]) == (True, None, min(ends.values()))


def test_who_administers_sees_no_image_and_needs_no_paper(town):
    with town.client(Role.MANAGER) as client:
        told = client.get("/api/session/access").json()
    assert told == {"images": False, "needs": [], "until_us": None, "cameras": None, "communes": []}


def test_the_sign_in_page_is_told_where_passkeys_open(town):
    with town.client() as nobody:
        assert nobody.get("/api/session/means").json() == {
            "passkey_origin": "http://localhost:8480",
            "provider": {"name": "le compte d’essai", "pages": "http://localhost:8480", "unlocks": True},
        }
        assert nobody.get("/api/session/access").status_code == 401


def test_a_workstation_left_open_gives_nobody_a_passkey(town):
    with town.client(Role.DPO) as client:
        path = "/api/session/passkeys/begin"
        assert client.post(path).status_code == 422
        answer = client.post(path, json={"password": "non"})
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
        assert client.get("/api/session").status_code == 200
        assert client.post(path, json={"password": PASSWORD}).json()["options"]["rp"]["id"] == "localhost"


def test_lost_means_are_taken_away_by_who_administers_with_a_reason(town):
    path = f"/api/people/{town.ids[Role.INSPECTOR]}/means/forget"
    why = {"reason": "téléphone perdu"}
    with town.client(Role.MANAGER) as manager, town.client(Role.INSPECTOR) as client:
        assert manager.post(path, json=why).json()["code"] == "no_means"
        secret = client.post("/api/session/second-factor/propose").json()["secret"]
        code = pyotp.TOTP(secret).at(town.rig.clock.now() // 1_000_000)
        body = {"secret": secret, "code": code, "password": PASSWORD}
        assert client.put("/api/session/second-factor", json=body).status_code == 204
        assert client.post(path, json=why).status_code == 403
        assert manager.post(path, json={"reason": " "}).status_code == 422
        assert manager.post(path, json=why).status_code == 204
        assert client.get("/api/session").json()["code"] == "means_forgotten"
        own = f"/api/people/{town.ids[Role.MANAGER]}/means/forget"
        assert manager.post(own, json=why).json()["code"] == "own_account"
    with town.client(Role.INSPECTOR) as client:  # the password alone opens again
        assert client.get("/api/session").json()["second_factor"] is False


def test_the_present_password_cannot_be_guessed_at_an_open_workstation(town):
    """Wrong ones count as failed sign-ins do; a new one closes the other sessions."""
    with town.client(Role.ELECTED_MEMBER) as client:
        wrong = {"old": "Pas-Celui-La-9", "new": "Nouvelle-Saison-94"}
        codes = [client.post("/api/session/password", json=wrong).json()["code"] for _ in range(8)]
        assert codes[0] == "wrong_credentials"
        assert codes[-1] == "locked"
        assert (
            client.post("/api/session/password", json={**wrong, "old": PASSWORD}).json()["code"] == "locked"
        )
