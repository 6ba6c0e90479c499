"""The table of attacks on single sign-on, over real HTTP: cookies, foreign pages, returns, logout notices."""

import re

import pytest

from vigie.people.model import LOCAL, Role
from vigie.testing.oidc import PAGES, Asked
from vigie.testing.people import PASSWORD

AT = "/api/session/oidc"
SUBJECT = "sub-dpo"


@pytest.fixture(scope="module", autouse=True)
def linked(town):
    """The DPO's account is linked; attempts of one test lock nobody out of the next."""
    held = town.ids[Role.DPO]
    body = {"subject": SUBJECT, "reason": "demande du service"}
    with town.client(Role.MANAGER) as manager:
        assert manager.put(f"/api/people/{held}/identity", json=body).status_code == 204
        assert manager.get(f"/api/people/{held}/identity").json()["subject"] == SUBJECT
    return held


@pytest.fixture(autouse=True)
def fresh_counters(town):
    yield
    town.rig.clock.advance(16 * 60)
    town.provider.forge = None
    town.provider.away = False


def begin(town, client, purpose="sign_in"):
    answer = client.post(f"{AT}/begin", json={"purpose": purpose})
    assert answer.status_code == 200, answer.text
    return answer.json()["address"]


def come_back(town, client, subject=SUBJECT, **claims):
    """Sign in at the provider; return what the page hands over."""
    back = town.provider.sign_in(begin(town, client), subject, **claims)
    return {"state": back.state, "code": back.code, "iss": back.issuer}


def sign_in(town, client):
    given = come_back(town, client)
    assert client.post(f"{AT}/answer", json=given).json() == {"purpose": "sign_in"}
    return client.post(f"{AT}/enter", json={"state": given["state"]})


def test_the_way_in_and_out(town):
    with town.client() as client:
        entered = sign_in(town, client)
        assert (entered.status_code, entered.json()["method"]) == (200, "oidc")
        assert client.get("/api/session").json()["method"] == "oidc"
        left = client.post(f"{AT}/leave").json()["address"]
        query = Asked.of(left).query
        assert query["post_logout_redirect_uri"] == f"{PAGES}/"
        assert query["id_token_hint"].count(".") == 2
        assert client.get("/api/session").status_code == 401
        assert client.post(f"{AT}/leave").status_code == 401


def test_what_is_asked_of_the_provider(town):
    with town.client() as client:
        address = begin(town, client)
        query = Asked.of(address).query
        assert address.startswith("https://compte.example/authorize?tenant=ville&")
        assert query["redirect_uri"] == f"{PAGES}/connexion/retour"
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        assert (query["prompt"], query["max_age"], query["scope"]) == ("login", "0", "openid")
        other = Asked.of(begin(town, client)).query
        for name in ("state", "nonce", "code_challenge"):
            assert len(query[name]) >= 43
            assert query[name] != other[name]


def test_the_flow_s_cookie_is_out_of_reach_of_pages_and_of_other_sites(town):
    with town.client() as client:
        set_cookie = client.post(f"{AT}/begin", json={"purpose": "sign_in"}).headers["set-cookie"]
        for part in ("vigie_oidc=", "HttpOnly", "SameSite=strict", f"Path={AT}", "Max-Age=600"):
            assert part in set_cookie


def test_a_victim_is_not_signed_in_as_the_attacker(town):
    """Login CSRF: the attacker's state and code, handed over by the victim's browser."""
    with town.client() as attacker, town.client() as victim:
        given = come_back(town, attacker)
        begin(town, victim)
        answer = victim.post(f"{AT}/answer", json=given)
        assert (answer.status_code, answer.json()["code"]) == (403, "oidc_state")
        assert victim.get("/api/session").status_code == 401


def test_a_session_fixed_beforehand_is_not_taken_over(town):
    with town.client() as client:
        client.cookies.set("vigie_session", "fixed-by-the-attacker")
        entered = sign_in(town, client)
        token = re.search(r"vigie_session=([^;]+)", entered.headers["set-cookie"])[1]
        assert token != "fixed-by-the-attacker"
        assert len(token) >= 43


def test_a_fixed_flow_cookie_opens_nothing(town):
    with town.client() as client:
        given = come_back(town, client)
        client.cookies.clear()
        client.cookies.set("vigie_oidc", "fixed-by-the-attacker")
        assert client.post(f"{AT}/answer", json=given).json()["code"] == "oidc_state"


def test_nothing_says_where_to_go_afterwards(town):
    """Open redirect: there is no return path at all, neither sent nor taken back."""
    with town.client() as client:
        for more in ({"to": "https://mal.example"}, {"redirect_uri": "https://mal.example"}):
            assert client.post(f"{AT}/begin", json={"purpose": "sign_in", **more}).status_code == 422
        given = come_back(town, client)
        assert client.post(f"{AT}/answer", json={**given, "to": "https://mal.example"}).status_code == 422
        assert "address" not in client.post(f"{AT}/answer", json=given).json()


def test_a_code_or_a_state_played_again_opens_nothing(town):
    with town.client() as client:
        given = come_back(town, client)
        assert client.post(f"{AT}/answer", json=given).status_code == 200
        assert client.post(f"{AT}/answer", json=given).json()["code"] == "oidc_state"
        assert client.post(f"{AT}/enter", json={"state": given["state"]}).status_code == 200
        assert client.post(f"{AT}/enter", json={"state": given["state"]}).json()["code"] == "oidc_state"
        again = come_back(town, client) | {"code": given["code"]}
        assert client.post(f"{AT}/answer", json=again).json()["code"] == "oidc_code"


def test_a_proof_alone_is_no_session(town):
    with town.client() as client:
        given = come_back(town, client)
        assert client.post(f"{AT}/answer", json=given).status_code == 200
        assert client.get("/api/session").status_code == 401


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"iss": "https://mal.example"}, "oidc_issuer"),
        ({"aud": "autre"}, "oidc_audience"),
        ({"azp": "autre"}, "oidc_audience"),
        ({"nonce": "autre"}, "oidc_nonce"),
        ({"exp": 1}, "oidc_expired"),
        ({"iat": 1 << 36}, "oidc_future"),
        ({"auth_time": None}, "oidc_too_old"),
        ({"sub": "sub-inconnu"}, "oidc_not_linked"),
        ({"sub": "SUB-DPO"}, "oidc_not_linked"),
    ],
)
def test_a_token_that_is_not_right_is_refused_and_journalled(town, claims, code):
    town.provider.forge = lambda made: town.provider.sign(made | claims)
    with town.client() as client, town.client(Role.INSPECTOR) as inspector:
        answer = client.post(f"{AT}/answer", json=come_back(town, client))
        assert (answer.status_code, answer.json()["code"]) == (403, code)
        assert client.get("/api/session").status_code == 401
        page = inspector.get("/api/journal", params={"tag": "people:sign_in:failed", "limit": 1}).json()
        assert page["entries"][0]["details"]["code"] == code


def test_another_issuer_s_answer_never_reaches_the_token_endpoint(town):
    with town.client() as client:
        for issuer in ("https://mal.example", None):
            given = come_back(town, client) | {"iss": issuer}
            town.provider.calls.clear()
            assert client.post(f"{AT}/answer", json=given).json()["code"] == "oidc_mix_up"
            assert "/token" not in town.provider.calls


def test_an_error_of_the_provider_is_told_in_our_own_words(town):
    with town.client() as client:
        for error, code in (("access_denied", "oidc_denied"), ("<script>", "oidc_error")):
            given = come_back(town, client) | {"code": None, "error": error}
            answer = client.post(f"{AT}/answer", json=given)
            assert answer.json()["code"] == code
            assert "script" not in answer.text


def test_keys_are_asked_again_for_an_unknown_one_and_not_at_every_forgery(town):
    with town.client() as client:
        assert sign_in(town, client).status_code == 200
        town.rig.clock.advance(120)
        town.provider.rotate("clé-2")
        assert sign_in(town, client).status_code == 200
        town.provider.calls.clear()
        town.provider.forge = lambda made: town.provider.sign(made, kid="autre")
        for _ in range(3):
            answer = client.post(f"{AT}/answer", json=come_back(town, client))
            assert answer.json()["code"] == "oidc_key_unknown"
        assert town.provider.calls.count("/keys") == 0


def test_a_provider_that_is_away_or_another_one_stops_nobody_else(town):
    town.rig.clock.advance(3_600)  # what it said is an hour old
    with town.client(Role.TECHNICIAN) as client:
        town.provider.away = True
        answer = client.post(f"{AT}/begin", json={"purpose": "sign_in"})
        assert (answer.status_code, answer.json()["code"]) == (503, "provider_unreachable")
        town.provider.away = False
        for wrong in (
            {"issuer": "https://mal.example"},
            {"token_endpoint": "http://compte.example/token"},
            {"jwks_uri": None},
            {"authorization_endpoint": "javascript:alert(1)"},
            {"end_session_endpoint": "file:///etc/passwd"},
        ):
            town.provider.extra = wrong
            answer = client.post(f"{AT}/begin", json={"purpose": "sign_in"})
            assert (answer.status_code, answer.json()["code"]) == (503, "provider_odd"), wrong
        town.provider.extra = {}
        assert client.get("/api/session").status_code == 200


def test_linking_asks_for_the_password_and_counts_wrong_ones(town):
    with town.client(Role.TECHNICIAN) as client:
        assert client.post(f"{AT}/link", json={"password": "non"}).json()["code"] == "wrong_credentials"
        to = client.post(f"{AT}/link", json={"password": PASSWORD}).json()["address"]
        back = town.provider.sign_in(to, "sub-technicien")
        given = {"state": back.state, "code": back.code, "iss": back.issuer}
        assert client.post(f"{AT}/answer", json=given).json() == {"purpose": "link"}
        assert client.get(f"{AT}/identity").json()["subject"] == "sub-technicien"
        assert client.post(f"{AT}/unlink", json={"password": "non"}).json()["code"] == "wrong_credentials"
        assert client.post(f"{AT}/unlink", json={"password": PASSWORD}).status_code == 204
        assert client.get(f"{AT}/identity").json() is None


def test_another_s_identity_is_not_linked_to_one_s_own_account(town):
    with town.client(Role.TECHNICIAN) as client:
        to = client.post(f"{AT}/link", json={"password": PASSWORD}).json()["address"]
        back = town.provider.sign_in(to, SUBJECT)
        given = {"state": back.state, "code": back.code, "iss": back.issuer}
        answer = client.post(f"{AT}/answer", json=given)
        assert (answer.status_code, answer.json()["code"]) == (409, "identity_taken")


def logout_token(town, **changed):
    now_s = town.rig.clock.now() // 1_000_000
    made = {
        "iss": town.provider.settings().issuer,
        "aud": "vigie",
        "iat": now_s,
        "exp": now_s + 60,
        "jti": "1",
        "sub": SUBJECT,
        "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
    }
    return town.provider.sign(made | changed)


def test_the_provider_says_that_somebody_left(town):
    with town.client() as client, town.client(Role.DPO) as by_password, town.client() as server:
        assert sign_in(town, client).status_code == 200
        del server.headers["X-Vigie"]
        at = f"{AT}/back-channel-logout"
        for body in ({}, {"logout_token": "x"}, {"logout_token": logout_token(town, nonce="n")}):
            assert server.post(at, data=body).status_code in {403, 422}
        assert server.post(at, data={"logout_token": logout_token(town, sub="autre")}).status_code == 200
        assert server.post(at, data={"logout_token": logout_token(town, sid="autre")}).status_code == 200
        assert client.get("/api/session").status_code == 200
        token = logout_token(town, sid=f"sid-{SUBJECT}")
        assert server.post(at, data={"logout_token": token}).status_code == 200
        assert client.get("/api/session").json()["code"] == "provider_left"
        assert by_password.get("/api/session").status_code == 200


def test_a_long_or_doubled_logout_notice_is_refused(town):
    with town.client() as server:
        at = f"{AT}/back-channel-logout"
        assert server.post(at, content=b"logout_token=" + b"a" * 40_000).status_code == 422
        assert server.post(at, content=b"logout_token=a&logout_token=b").status_code == 422
        assert server.post(at, content=b"\xff").status_code == 422


def test_the_guard_lets_no_page_in_by_the_logout_path(town):
    with town.client(Role.MANAGER) as manager:
        del manager.headers["X-Vigie"]
        assert manager.post(f"{AT}/leave").json()["code"] == "foreign_page"
        for path in (f"{AT}/back-channel-logout/", f"{AT}/back-channel-logout/../leave"):
            assert manager.post(path).status_code in {403, 404, 405}
        assert manager.get("/api/session").status_code == 200


def test_a_suspended_person_is_out_at_the_next_call(town):
    with town.client() as client:
        assert sign_in(town, client).status_code == 200
        town.run(town.rig.accounts.suspend(LOCAL, town.ids[Role.DPO], "essai"))
        try:
            assert client.get("/api/session").json()["code"] == "account_suspended"
            answer = sign_in(town, client)
            assert (answer.status_code, answer.json()["code"]) == (403, "account_suspended")
        finally:
            town.run(town.rig.accounts.resume(LOCAL, town.ids[Role.DPO], "essai"))
