"""Single sign-on in a real browser, through a real identity provider at another site than the pages."""

import os
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pyotp
import pytest
from peers.oidc_provider import PEOPLE
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

CAMILLE, DOMINIQUE, ANDREA = PEOPLE
PICTURES = os.environ.get("VIGIE_TEST_PICTURES")


@pytest.fixture
def address(town):
    return town.replace("127.0.0.1", "localhost")


@contextmanager
def api(town, username):
    with httpx.Client(base_url=town, headers={"X-Vigie": "1"}, timeout=30) as client:
        body = {"username": username, "password": username}
        assert client.post("/api/session", json=body).is_success
        yield client


def own_id(client):
    return client.get("/api/session").json()["account_id"]


@pytest.fixture
def linked(town):
    """The operator's account, linked to Camille; afterwards nobody is linked to anything."""
    with api(town, "operateur") as client, api(town, "responsable") as manager:
        at = f"/api/people/{own_id(client)}/identity"
        reason = {"reason": "essai"}
        assert manager.put(at, json={"subject": CAMILLE, **reason}).status_code == 204
        yield
        manager.post(f"{at}/remove", json=reason)


def picture(page: Page, name: str) -> None:
    """Keep what is on screen, in both sizes, where somebody wants to look at it."""
    if PICTURES is None:
        return
    for width, height in ((1920, 1080), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(400)
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png")
    page.set_viewport_size({"width": 1920, "height": 1080})


def at_the_provider(page: Page, who: str) -> None:
    expect(page.get_by_role("heading", name="Compte de la ville")).to_be_visible()
    page.get_by_label("Compte", exact=True).fill(who)
    page.get_by_label("Mot de passe du compte").fill(PEOPLE[who]["password"])
    page.get_by_role("button", name="Entrer").click()


def enter(page: Page, address: str, who: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Se connecter avec le compte de la ville").click()
    at_the_provider(page, who)


def test_through_the_provider_to_the_wall_and_out_of_both(page, address, linked):
    page.goto(address)
    expect(page.get_by_role("button", name="Se connecter avec le compte de la ville")).to_be_visible()
    picture(page, "connexion")
    enter(page, address, CAMILLE)
    page.get_by_role("navigation", name="Menu principal").wait_for()
    expect(page).to_have_url(f"{address}/mur")
    assert "code=" not in page.evaluate("JSON.stringify(performance.getEntriesByType('navigation')[0].name)")
    page.locator(".account").click()
    expect(page.get_by_role("menuitem", name="quitter aussi le compte de la ville")).to_be_visible()
    picture(page, "menu")
    page.get_by_role("menuitem", name="quitter aussi le compte de la ville").click()
    page.get_by_role("button", name="Se déconnecter du compte de la ville").click()
    expect(page.get_by_label("Identifiant")).to_be_visible()
    page.get_by_role("button", name="Se connecter avec le compte de la ville").click()
    expect(page.get_by_role("heading", name="Compte de la ville")).to_be_visible()


def test_signing_out_here_alone_still_asks_the_next_person_who_they_are(page, address, linked):
    enter(page, address, CAMILLE)
    page.get_by_role("navigation", name="Menu principal").wait_for()
    page.locator(".account").click()
    page.get_by_role("menuitem", name="Se déconnecter", exact=True).click()
    page.get_by_role("button", name="Se connecter avec le compte de la ville").click()
    expect(page.get_by_role("heading", name="Compte de la ville")).to_be_visible()


def test_who_leaves_the_provider_elsewhere_is_out_here_too(page, address, linked):
    """Back-channel logout: the provider itself tells the centre, whatever the pages do."""
    page.goto(address)
    page.get_by_role("button", name="Se connecter avec le compte de la ville").click()
    expect(page.get_by_role("heading", name="Compte de la ville")).to_be_visible()
    at = urlsplit(page.url)
    at_the_provider(page, CAMILLE)
    page.get_by_role("navigation", name="Menu principal").wait_for()
    elsewhere = page.context.new_page()
    elsewhere.goto(f"{at.scheme}://{at.netloc}/session/end")
    elsewhere.get_by_role("button", name="Se déconnecter du compte de la ville").click()
    expect(page.get_by_text("Vous avez quitté le fournisseur d’identité")).to_be_visible()
    expect(page.get_by_label("Identifiant")).to_be_visible()
    picture(page, "parti")


def test_a_locked_workstation_opens_again_by_the_provider(page, address, linked):
    enter(page, address, CAMILLE)
    page.get_by_role("navigation", name="Menu principal").wait_for()
    page.locator(".account").click()
    page.get_by_role("menuitem", name="Verrouiller le poste").click()
    expect(page.get_by_role("heading", name="Poste verrouillé")).to_be_visible()
    picture(page, "verrou")
    page.get_by_role("button", name="Reprendre avec le compte de la ville").click()
    at_the_provider(page, CAMILLE)
    page.get_by_role("navigation", name="Menu principal").wait_for()


def test_somebody_without_a_link_reads_why_and_what_to_do(page, address):
    enter(page, address, ANDREA)
    told = page.get_by_role("alert")
    expect(told).to_contain_text("n’est reliée à aucun compte")
    expect(told).to_contain_text(ANDREA)
    expect(page).to_have_url(f"{address}/connexion/retour")
    picture(page, "sans-lien")
    page.get_by_role("link", name="Revenir à la connexion").click()
    expect(page.get_by_label("Identifiant")).to_be_visible()


def test_who_says_no_at_the_provider_reads_it(page, address):
    page.goto(address)
    page.get_by_role("button", name="Se connecter avec le compte de la ville").click()
    page.get_by_role("button", name="Refuser").click()
    expect(page.get_by_role("alert")).to_contain_text("refusée ou abandonnée")


def test_the_return_page_opened_by_itself_signs_nobody_in(page, address):
    page.goto(f"{address}/connexion/retour")
    expect(page.get_by_role("alert")).to_contain_text("au retour du fournisseur")
    page.goto(f"{address}/connexion/retour?code=abc&state=def")
    expect(page.get_by_role("alert")).to_contain_text("commencée à l’instant sur ce poste")


def test_one_links_ones_own_account_and_takes_the_link_away(page, address):
    page.goto(address)
    page.get_by_role("button", name="(dpo)").click()
    page.get_by_role("navigation", name="Menu principal").wait_for()
    page.goto(f"{address}/compte")
    card = page.get_by_role("region", name="Connexion unique")
    expect(card).to_contain_text("Aucune identité reliée")
    card.get_by_role("button", name="Relier le compte de la ville").click()
    asked = page.get_by_role("dialog", name="Relier le compte de la ville")
    asked.get_by_label("Mot de passe actuel").fill("dpo")
    asked.get_by_role("button", name="Continuer").click()
    at_the_provider(page, DOMINIQUE)
    expect(card).to_contain_text("Identité reliée le")
    expect(card).to_contain_text(DOMINIQUE)
    picture(page, "compte")
    card.get_by_role("button", name="Retirer cette identité").click()
    asked = page.get_by_role("dialog", name="Retirer cette identité")
    asked.get_by_label("Mot de passe actuel").fill("dpo")
    asked.get_by_role("button", name="Retirer", exact=True).click()
    expect(card).to_contain_text("Aucune identité reliée")


def test_the_manager_links_somebody_and_the_six_digits_are_asked_all_the_same(page, address, town):
    with api(town, "technicien") as client:
        secret = client.post("/api/session/second-factor/propose").json()["secret"]
        totp = pyotp.TOTP(secret)
        body = {"secret": secret, "code": totp.now(), "password": "technicien"}
        assert client.put("/api/session/second-factor", json=body).status_code == 204
        name = client.get("/api/session").json()["name"]
        try:
            _linked_by_the_manager(page, address, name)
            enter(page, address, ANDREA)
            page.get_by_label("Code à six chiffres").fill("000000")
            picture(page, "chiffres")
            page.get_by_role("button", name="Se connecter").click()
            expect(page.get_by_role("alert")).to_contain_text("n’est pas le bon")
            page.get_by_label("Code à six chiffres").fill(totp.at(int(time.time()) + 30))  # this one served
            page.get_by_role("button", name="Se connecter").click()
            page.get_by_role("navigation", name="Menu principal").wait_for()
        finally:
            assert client.post(
                "/api/session/second-factor/disable", json={"password": "technicien"}
            ).is_success
            client.post("/api/session/oidc/unlink", json={"password": "technicien"})


def _linked_by_the_manager(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="(responsable)").click()
    page.get_by_role("navigation", name="Menu principal").wait_for()
    page.goto(f"{address}/equipe")
    page.get_by_role("button", name=name).first.click()
    file = page.get_by_role("dialog", name=name)
    expect(file.get_by_text("Aucune identité reliée.")).to_be_visible()
    file.get_by_role("button", name="Relier une identité").click()
    asked = page.get_by_role("dialog", name="Relier une identité")
    asked.get_by_label("Identifiant chez le fournisseur (sub)").fill(ANDREA)
    asked.get_by_label("Motif").fill("arrivée dans le service")
    picture(page, "relier")
    asked.get_by_role("button", name="Relier", exact=True).click()
    expect(file.get_by_text(f"identifiant chez le fournisseur : {ANDREA}")).to_be_visible()
    picture(page, "dossier")
    page.keyboard.press("Escape")
    page.locator(".account").click()
    page.get_by_role("menuitem", name="Se déconnecter", exact=True).click()
    expect(page.get_by_label("Identifiant")).to_be_visible()
