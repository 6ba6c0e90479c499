"""The table of attacks on rights, over real HTTP: who may call what, and tricks that must not work."""

import re

import httpx
import pytest

from vigie.people.model import Role
from vigie.testing.people import PASSWORD
from vigie.testing.routes import ORDER, ROUTES, TARGET, WRITE


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
        order = manager.post("/api/law/authorisations", json=ORDER | {"number": "2"}).json()
        sign = {"controller": "Ville #[de] *Test*", "contact": "mairie@example.fr", "dpo": "dpo@example.fr"}
        at = f"/api/law/authorisations/{order['id']}/notice"
        assert "Ville #[de] *Test*" in manager.post(at, json=sign).json()["text_fr"]
        for answer in (
            manager.post(f"{at}.pdf", json=sign),
            manager.get("/api/journal/export.pdf"),
            manager.get(f"/api/people/{town.ids[TARGET]}/proof.pdf"),
        ):
            assert answer.content.startswith(b"%PDF-"), answer.text
