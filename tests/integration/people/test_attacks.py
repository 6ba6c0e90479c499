"""The table of attacks on rights, over real HTTP: who may call what, and tricks that must not work."""

import re

import httpx
import pytest

from vigie.people.model import Role
from vigie.testing.people import PASSWORD

LEAD = {Role.MANAGER, Role.SUPERVISOR}
READERS = {*LEAD, Role.DPO, Role.INSPECTOR}
EVERYBODY = set(Role)
PLAYERS = {
    Role.MUNICIPAL_POLICE,
    Role.COMMUNAL_AGENT,
    Role.SUPERVISOR,
    Role.ELECTED_MEMBER,
    Role.POLICE_LIAISON,
}
TARGET = Role.PRIVATE_AGENT
WRITE = {"reason": "essai d’attaque"}
APPROVAL = {"authority": "prefect", "number": "1", "department": "93", "starts_us": 1, "ends_us": 2}
GRANT = {"number": "1", "granted_by": "moi", "starts_us": 1, "ends_us": 2}
ACCOUNT = {"username": "intrus-1", "name": "Intrus", "role": "manager", "password": "Douze-Lettres-1"}
ORDER = {
    "number": "1",
    "prefecture": "moi",
    "signed": "2027-01-01",
    "first_day": "2027-01-01",
    "last_day": "2027-01-02",
    "retention_days": 30,
    "purposes": ["1"],
    "cameras": ["cam-001"],
}
BASIS = {
    "text": "loi",
    "order_number": "1",
    "authority": "moi",
    "event": "fête",
    "kinds": ["fire"],
    "cameras": ["cam-001"],
    "starts_us": 1,
    "ends_us": 2,
    "attestation": "oui",
}
CONSULTATION = {
    "camera_ids": ["cam-001"],
    "start_us": 1,
    "end_us": 2,
    "reason": "essai d’attaque",
    "basis": "aucun",
}
ROTA = {"first_day": "2027-02-01", "days": 1, "starts": [0], "length_minutes": 60, "people": [["nobody"]]}

ROUTES = [
    ("GET", "/api/session", None, EVERYBODY),
    ("GET", "/api/session/access", None, EVERYBODY),
    ("GET", "/api/people", None, LEAD),
    ("GET", "/api/people/sessions", None, LEAD),
    ("GET", "/api/people/warnings", None, LEAD),
    ("GET", "/api/people/rights", None, EVERYBODY),
    ("GET", "/api/people/{target}", None, {*LEAD, TARGET}),
    ("GET", "/api/people/{target}/proof.pdf", None, {*LEAD, TARGET}),
    ("GET", "/api/people/consultations/none/proof.pdf", None, READERS),
    ("POST", "/api/people", ACCOUNT, {Role.MANAGER}),
    ("PATCH", "/api/people/nobody", {"role": "manager"}, {Role.MANAGER}),
    ("POST", "/api/people/nobody/suspend", WRITE, {Role.MANAGER}),
    ("POST", "/api/people/nobody/resume", WRITE, {Role.MANAGER}),
    ("POST", "/api/people/nobody/password", {"password": "Douze-Lettres-1"}, {Role.MANAGER}),
    ("POST", "/api/people/nobody/approvals", APPROVAL, {Role.MANAGER}),
    ("POST", "/api/people/nobody/grants", GRANT, {Role.MANAGER}),
    ("POST", "/api/people/approvals/none/suspend", WRITE, EVERYBODY),  # 404 before any right is asked
    ("GET", "/api/shifts/on-duty", None, LEAD),
    ("POST", "/api/shifts", ROTA, LEAD),
    ("DELETE", "/api/shifts/none", None, LEAD),
    ("POST", "/api/swaps/none/decide", {"agree": True}, LEAD),
    ("POST", "/api/confirmations/none/answer", {"agree": True}, LEAD),
    ("POST", "/api/law/authorisations", ORDER, {Role.MANAGER}),
    ("POST", "/api/law/authorisations/none/revoke", WRITE, {Role.MANAGER}),
    ("POST", "/api/law/analytics-bases", BASIS, {Role.MANAGER}),
    ("POST", "/api/law/analytics-bases/none/revoke", WRITE, {Role.MANAGER}),
    ("GET", "/api/law/authorisations", None, EVERYBODY),
    ("GET", "/api/law/conformity", None, EVERYBODY),
    ("GET", "/api/law/conformity.csv", None, EVERYBODY),
    ("GET", "/api/law/conformity.pdf", None, EVERYBODY),
    ("PUT", "/api/law/conformity/cam-001", {"objective": "x", "plan": "wide"}, {Role.MANAGER}),
    ("GET", "/api/law/processing", None, READERS),
    ("GET", "/api/law/processing.pdf", None, READERS),
    ("GET", "/api/law/processing.csv", None, READERS),
    ("POST", "/api/archive/consultations", CONSULTATION, PLAYERS),
    ("GET", "/api/archive/cameras/cam-001/timeline?start_us=1&end_us=2", None, PLAYERS),
    # 404 before any right is asked: there is no such consultation
    (
        "GET",
        "/api/archive/cameras/cam-001/playlist.m3u8?start_us=1&end_us=2&consultation=none",
        None,
        EVERYBODY,
    ),
    ("GET", "/api/archive/cameras/cam-001/thumbnail?at_us=1&consultation=none", None, EVERYBODY),
    ("GET", "/api/archive/destructions?since_us=1&until_us=2", None, READERS),
    ("GET", "/api/archive/destructions.csv?since_us=1&until_us=2", None, READERS),
    ("GET", "/api/archive/destructions.pdf?since_us=1&until_us=2", None, READERS),
    ("GET", "/api/journal", None, READERS),
    ("GET", "/api/journal/export.csv", None, READERS),
    ("GET", "/api/journal/export.pdf", None, READERS),
    ("GET", "/api/journal/export.vigie-journal", None, READERS),
    ("GET", "/api/journal/checkpoints", None, READERS),
]


@pytest.mark.parametrize("role", Role)
def test_each_role_gets_exactly_its_routes(town, role):
    with town.client(role) as client:
        for method, path, body, allowed in ROUTES:
            answer = client.request(method, path.format(target=town.ids[TARGET]), json=body)
            refused = answer.status_code == 403
            assert refused == (role not in allowed), (method, path, answer.status_code, answer.text)
            assert answer.status_code < 500


def test_nobody_gets_nothing(town):
    with town.client() as client:
        for method, path, body, _ in ROUTES:
            answer = client.request(method, path.format(target=town.ids[TARGET]), json=body)
            assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), path


def test_a_foreign_page_cannot_write_with_the_cookie(town):
    with town.client(Role.MANAGER) as client:
        del client.headers["X-Vigie"]
        for method, path, body, _ in ROUTES:
            if method != "GET":
                assert client.request(method, path, json=body).json()["code"] == "foreign_page"
        assert client.delete("/api/session").status_code == 403
        assert client.get("/api/session").status_code == 200


def test_the_cookie_is_out_of_reach_and_fresh_at_each_sign_in(town):
    with town.client() as client:
        client.cookies.set("vigie_session", "fixed-by-the-attacker")
        body = {"username": town.accounts[Role.DPO], "password": PASSWORD}
        set_cookie = client.post("/api/session", json=body).headers["set-cookie"]
        assert "HttpOnly" in set_cookie
        assert "SameSite=strict" in set_cookie
        first = re.search(r"vigie_session=([^;]+)", set_cookie)[1]
        assert first != "fixed-by-the-attacker"
        assert len(first) >= 43
        second = re.search(
            r"vigie_session=([^;]+)", client.post("/api/session", json=body).headers["set-cookie"]
        )
        assert second[1] != first


def test_a_signed_out_cookie_opens_nothing(town):
    with town.client(Role.DPO) as client:
        token = client.cookies["vigie_session"]
        assert client.delete("/api/session").status_code == 204
        answer = httpx.get(f"{town.address}/api/session", cookies={"vigie_session": token})
        assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


@pytest.mark.parametrize(
    "token",
    [
        "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.",
        "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoibWFuYWdlciJ9.AAAA",
        "local",
        "../../etc/passwd",
        "%00",
        "a" * 10_000,
    ],
)
def test_a_made_up_token_is_nobody(town, token):
    answer = httpx.get(f"{town.address}/api/people", cookies={"vigie_session": token})
    assert answer.status_code in {401, 431}


@pytest.mark.parametrize(
    "path", ["/api/people/..%2f..%2fetc%2fpasswd", "/api/people/%00", "/../vigie.db", "/journal.key"]
)
def test_paths_lead_nowhere(town, path):
    with town.client(Role.MANAGER) as client:
        answer = client.get(path)
        assert answer.status_code in {200, 404, 422, 503}
        assert "PRIVATE KEY" not in answer.text
        assert "root:" not in answer.text
        assert not answer.content.startswith(b"SQLite")


def test_unknown_fields_that_would_raise_rights_are_refused(town):
    with town.client(Role.COMMUNAL_AGENT) as client:
        body = {"username": town.accounts[Role.DPO], "password": PASSWORD, "role": "manager"}
        assert client.post("/api/session", json=body).status_code == 422
        ask = {"act": "release_hold", "subject": "x", "reason": "abc", "confirmed_by": "me"}
        assert client.post("/api/confirmations", json=ask).status_code == 422


def test_a_suspended_approval_stops_the_very_next_call(town):
    with town.client(Role.MANAGER) as manager, town.client(Role.MUNICIPAL_POLICE) as officer:
        person = town.ids[Role.MUNICIPAL_POLICE]
        assert officer.get("/api/session").status_code == 200
        [one, _] = manager.get(f"/api/people/{person}").json()["approvals"]
        assert manager.post(f"/api/people/approvals/{one['id']}/suspend", json=WRITE).status_code == 204
        answer = officer.get("/api/session")
        assert (answer.status_code, answer.json()["code"]) == (401, "approval_not_in_force")
        assert manager.post(f"/api/people/approvals/{one['id']}/resume", json=WRITE).status_code == 204


def test_what_was_tried_stands_in_the_journal_and_its_reading_too(town):
    with town.client(Role.COMMUNAL_AGENT) as agent, town.client(Role.INSPECTOR) as inspector:
        assert agent.get("/api/journal").status_code == 403
        page = inspector.get("/api/journal", params={"tag": "people:access:refused", "limit": 1}).json()
        [entry] = page["entries"]
        assert (entry["actor"], entry["details"]["verb"]) == (town.ids[Role.COMMUNAL_AGENT], "read_journal")
        assert entry["actor_name"] == "Camille Martin"
        again = inspector.get("/api/journal", params={"tag": "audit:journal:searched"}).json()["entries"]
        assert again[1]["details"] == {"tag": "people:access:refused"}


def test_spreadsheets_run_no_formula_from_the_journal(town):
    with town.client(Role.MANAGER) as manager:
        suspend = {"reason": "=HYPERLINK(1)"}
        person = town.ids[Role.POLICE_LIAISON]
        assert manager.post(f"/api/people/{person}/suspend", json=suspend).status_code == 204
        text = manager.get("/api/journal/export.csv", params={"text": "HYPERLINK"}).text
        assert "'=HYPERLINK(1)" in text
        assert manager.post(f"/api/people/{person}/resume", json=WRITE).status_code == 204


def test_documents_are_made(town):
    with town.client(Role.MANAGER) as manager:
        order = manager.post("/api/law/authorisations", json=ORDER).json()
        sign = {"controller": "Ville #[de] *Test*", "contact": "mairie@example.fr", "dpo": "dpo@example.fr"}
        at = f"/api/law/authorisations/{order['id']}/notice"
        assert "Ville #[de] *Test*" in manager.post(at, json=sign).json()["text_fr"]
        for answer in (
            manager.post(f"{at}.pdf", json=sign),
            manager.get("/api/journal/export.pdf"),
            manager.get(f"/api/people/{town.ids[TARGET]}/proof.pdf"),
        ):
            assert answer.content.startswith(b"%PDF-"), answer.text
