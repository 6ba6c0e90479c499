"""« Équipe » in a real browser: an account made, its papers written down, suspended, revoked."""

import time
from itertools import count

import httpx
import pyotp
import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

PASSWORD = "une phrase pour entrer"
DAY_US = 86_400_000_000
numbers = count(time.time_ns() // 1_000_000 % 1_000_000)


@pytest.fixture
def agent(town):
    """An operator with an approval A-1 and a grant H-2."""
    username = f"agent-{next(numbers)}"
    now_us = time.time_ns() // 1_000
    period = {"starts_us": now_us - DAY_US, "ends_us": now_us + 100 * DAY_US}
    with httpx.Client(base_url=town, headers={"X-Vigie": "1"}, timeout=60) as client:
        assert client.post(
            "/api/session", json={"username": "responsable", "password": "responsable"}
        ).is_success
        body = {"username": username, "name": f"Dominique {username}", "role": "communal_agent"}
        made = client.post("/api/people", json={**body, "password": PASSWORD}).json()["id"]
        approval = {"authority": "prefect", "number": "A-1", "department": "93", **period}
        assert client.post(f"/api/people/{made}/approvals", json=approval).status_code == 201
        grant = {"number": "H-2", "granted_by": "Le maire", **period}
        assert client.post(f"/api/people/{made}/grants", json=grant).status_code == 201
    return username


def dialog(page, name):
    return page.get_by_role("dialog", name=name)


def write(page, kind, fields):
    page.get_by_role("button", name="Inscrire une pièce").click()
    form = dialog(page, "Inscrire une pièce")
    form.get_by_label("Pièce", exact=True).click()
    page.get_by_role("option", name=kind).click()
    for label, text in fields.items():
        form.get_by_label(label).fill(text)
    form.get_by_role("button", name="Relire avant d’inscrire").click()
    return form


def test_an_account_is_made_and_its_papers_are_written_down(sign_in):
    username = f"agent-{next(numbers)}"
    page = sign_in("responsable")
    page.goto("/equipe")
    page.get_by_role("button", name="Nouveau compte").click()
    form = dialog(page, "Nouveau compte")
    form.get_by_role("button", name="Créer le compte").click()
    expect(form.get_by_text("À remplir.")).to_have_count(2)
    expect(form.get_by_label("Prénom et nom")).to_be_focused()
    form.get_by_label("Prénom et nom").fill(f"Dominique {username}")
    form.get_by_label("Identifiant").fill("operateur")
    form.get_by_label("Statut").click()
    page.get_by_role("option", name="Opérateur communal").click()
    form.get_by_label("Premier mot de passe").fill(PASSWORD)
    form.get_by_role("button", name="Créer le compte").click()
    expect(form.get_by_role("alert")).to_contain_text("déjà pris")
    form.get_by_label("Identifiant").fill(username)
    form.get_by_role("button", name="Créer le compte").click()
    file = dialog(page, f"Dominique {username}")
    expect(file.get_by_text("Rien d’inscrit.")).to_have_count(3)
    days = {"Premier jour": "01/11/2026", "Dernier jour": "31/10/2027"}

    form = write(
        page, "Agrément du préfet", {"Numéro": "A-1", "Département": "93", **days, "Dernier jour": "1/1"}
    )
    expect(form.get_by_text("Une date, comme 31/12/2027.")).to_be_visible()
    form.get_by_label("Dernier jour").fill("31/10/2027")
    form.get_by_role("button", name="Relire avant d’inscrire").click()
    expect(form.get_by_text("n° A-1, département 93")).to_be_visible()
    form.get_by_role("button", name="Inscrire", exact=True).click()
    expect(file.get_by_text("Préfet, n° A-1, département 93, du 01/11/2026 au 31/10/2027")).to_be_visible()

    form = write(page, "Habilitation du maire", {"Numéro": "H-1", "Signée par": "Le maire", **days})
    form.get_by_role("button", name="Corriger").click()
    form.get_by_label("Numéro").fill("H-2")
    form.get_by_role("button", name="Relire avant d’inscrire").click()
    form.get_by_role("button", name="Inscrire", exact=True).click()
    expect(file.get_by_text("N° H-2, par Le maire, du 01/11/2026 au 31/10/2027")).to_be_visible()

    form = write(page, "Serment", {"Intitulé": "Tribunal judiciaire", "Signé le": "02/11/2026"})
    form.get_by_role("button", name="Inscrire", exact=True).click()
    expect(file.get_by_text("Serment · Tribunal judiciaire, le 02/11/2026")).to_be_visible()


def test_a_suspended_approval_closes_the_session_and_a_revoked_grant_stays_revoked(
    sign_in, browser, town, agent
):
    page = sign_in("responsable")
    page.goto("/equipe")
    page.get_by_role("button", name=f"Dominique {agent}").click()
    file = dialog(page, f"Dominique {agent}")
    context = browser.new_context(locale="fr-FR", base_url=town)
    window = context.new_page()
    enter(window, agent)
    window.get_by_role("navigation", name="Menu principal").wait_for()

    file.get_by_role("button", name="Suspendre l’agrément n° A-1").click()
    asked = dialog(page, "Suspendre l’agrément")
    expect(asked.get_by_role("button", name="Suspendre")).to_be_disabled()
    asked.get_by_label("Motif").fill("retrait provisoire du préfet")
    asked.get_by_role("button", name="Suspendre").click()
    expect(file.get_by_text("Suspendu : retrait provisoire du préfet")).to_be_visible()
    expect(window.get_by_label("Identifiant")).to_be_visible()
    context.close()

    file.get_by_role("button", name="Lever la suspension de l’agrément n° A-1").click()
    asked = dialog(page, "Lever la suspension de l’agrément")
    asked.get_by_label("Motif").fill("le préfet l’a rendu")
    asked.get_by_role("button", name="Lever la suspension").click()
    expect(file.get_by_role("button", name="Suspendre l’agrément n° A-1")).to_be_visible()

    file.get_by_role("button", name="Retirer l’habilitation n° H-2").click()
    page.keyboard.press("Escape")
    expect(dialog(page, "Retirer l’habilitation")).to_be_hidden()
    expect(file).to_be_visible()
    file.get_by_role("button", name="Retirer l’habilitation n° H-2").click()
    asked = dialog(page, "Retirer l’habilitation")
    asked.get_by_label("Motif").fill("fin de mission")
    asked.get_by_role("button", name="Retirer", exact=True).click()
    expect(file.get_by_text("retirée le")).to_be_visible()
    expect(file.get_by_role("button", name="Retirer l’habilitation n° H-2")).to_have_count(0)


def enter(page, username, password=PASSWORD):
    page.goto("/")
    page.get_by_label("Identifiant").fill(username)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def test_who_supervises_reads_files_and_writes_in_none(sign_in):
    page = sign_in("chef")
    page.goto("/equipe")
    page.get_by_role("button", name="Julien Lefèvre").click()
    expect(dialog(page, "Julien Lefèvre").get_by_text("Habilitations du maire")).to_be_visible()
    for name in ("Inscrire une pièce", "Suspendre le compte", "Nouveau compte"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)


def test_nobody_writes_in_their_own_file(sign_in):
    page = sign_in("responsable")
    page.goto("/equipe")
    page.get_by_role("table").get_by_role("button", name="Anne Delmas").click()
    expect(dialog(page, "Anne Delmas").get_by_text("Agréments")).to_be_visible()
    expect(page.get_by_role("button", name="Inscrire une pièce")).to_have_count(0)


def test_who_lost_their_telephone_gets_in_with_the_new_password(sign_in, browser, town, agent):
    with httpx.Client(base_url=town, headers={"X-Vigie": "1"}, timeout=60) as client:
        entered = {"username": agent, "password": PASSWORD}
        assert client.post("/api/session", json=entered).is_success
        secret = client.post("/api/session/second-factor/propose").json()["secret"]
        body = {"secret": secret, "code": pyotp.TOTP(secret).now(), "password": PASSWORD}
        assert client.put("/api/session/second-factor", json=body).status_code == 204
        page = sign_in("responsable")
        page.goto("/equipe")
        page.get_by_role("button", name=f"Dominique {agent}").click()
        page.get_by_role("button", name="Retirer ses moyens perdus").click()
        asked = dialog(page, "Téléphone ou clé perdus")
        asked.get_by_label("Motif").fill("téléphone tombé à l’eau")
        asked.get_by_role("button", name="Retirer ses moyens perdus").click()
        expect(page.get_by_text("Code et clés retirés, sessions fermées.")).to_be_visible()
        assert client.get("/api/session").json()["code"] == "means_forgotten"
    page.get_by_role("button", name="Retirer ses moyens perdus").click()
    asked.get_by_label("Motif").fill("encore une fois")
    asked.get_by_role("button", name="Retirer ses moyens perdus").click()
    expect(asked.get_by_role("alert")).to_contain_text("ni code du téléphone ni clé")
    asked.get_by_role("button", name="Annuler").click()
    page.get_by_role("button", name="Donner un nouveau mot de passe").click()
    given = dialog(page, "Donner un nouveau mot de passe")
    given.get_by_label("Nouveau mot de passe").fill("court")
    expect(given.get_by_role("button", name="Donner un nouveau mot de passe")).to_be_disabled()
    given.get_by_label("Nouveau mot de passe").fill("remis en main propre")
    given.get_by_role("button", name="Donner un nouveau mot de passe").click()
    expect(page.get_by_text("Mot de passe remplacé, sessions fermées.")).to_be_visible()
    context = browser.new_context(locale="fr-FR", base_url=town)
    window = context.new_page()
    enter(window, agent, "remis en main propre")
    window.get_by_role("navigation", name="Menu principal").wait_for()
    context.close()
