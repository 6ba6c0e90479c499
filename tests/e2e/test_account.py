"""« Mon compte » in a real browser: password, sessions, telephone code, passkeys (virtual authenticator)."""

import re
import time
from itertools import count

import cv2
import httpx
import numpy as np
import pyotp
import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

PASSWORD = "une phrase pour entrer"
NEXT = "une autre phrase à retenir"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
numbers = count(time.time_ns() // 1_000_000 % 1_000_000)


@pytest.fixture
def address(town):
    return town.replace("127.0.0.1", "localhost")


@pytest.fixture
def account(town):
    """A technician of one's own: what is changed here changes nothing for the other tests."""
    username = f"essai-{next(numbers)}"
    with httpx.Client(base_url=town, headers={"X-Vigie": "1"}, timeout=60) as client:
        assert client.post(
            "/api/session", json={"username": "responsable", "password": "responsable"}
        ).is_success
        body = {"username": username, "name": "Camille Essai", "role": "technician", "password": PASSWORD}
        assert client.post("/api/people", json=body).status_code == 201
    return username


@pytest.fixture
def window(browser, address):
    """Open French windows that share nothing; errors of a page fail the test."""
    contexts, errors = [], []

    def _open() -> Page:
        context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris", base_url=address)
        context.set_default_timeout(60_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield _open
    for context in contexts:
        context.close()
    assert not errors


def enter(page, username, password=PASSWORD):
    page.goto("/")
    page.get_by_label("Identifiant").fill(username)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def own_account(page):
    page.get_by_role("button", name="Camille Essai").click()
    page.get_by_role("menuitem", name="Mon compte").click()
    expect(page.get_by_role("heading", name="Mon compte")).to_be_visible()


def card(page, title):
    return page.get_by_role("region", name=title, exact=True)


def test_the_password_is_changed_and_the_old_one_opens_no_more(window, account):
    page = window()
    enter(page, account)
    own_account(page)
    form = card(page, "Mot de passe")
    form.get_by_role("button", name="Changer le mot de passe").click()
    expect(form.get_by_text("Donnez votre mot de passe actuel.")).to_be_visible()
    form.get_by_label("Mot de passe actuel").fill("pas le bon du tout")
    form.get_by_label("Nouveau mot de passe", exact=True).fill(NEXT)
    form.get_by_label("Nouveau mot de passe, encore une fois").fill(f"{NEXT} ?")
    form.get_by_role("button", name="Changer le mot de passe").click()
    expect(form.get_by_text("Les deux nouveaux mots de passe diffèrent.")).to_be_visible()
    form.get_by_label("Nouveau mot de passe, encore une fois").fill(NEXT)
    form.get_by_role("button", name="Changer le mot de passe").click()
    expect(form.get_by_role("alert")).to_contain_text("pas votre mot de passe actuel")
    form.get_by_label("Mot de passe actuel").fill(PASSWORD)
    form.get_by_role("button", name="Changer le mot de passe").click()
    expect(page.get_by_text("Mot de passe changé.")).to_be_visible()
    other = window()
    enter(other, account)
    expect(other.get_by_role("alert")).to_contain_text("inconnu")
    enter(other, account, NEXT)
    expect(other.get_by_role("navigation", name="Menu principal")).to_be_visible()


def test_a_session_elsewhere_is_closed_from_here(window, account):
    here, there = window(), window()
    enter(there, account)
    expect(there.get_by_role("navigation", name="Menu principal")).to_be_visible()
    enter(here, account)
    own_account(here)
    sessions = card(here, "Sessions ouvertes")
    rows = sessions.get_by_role("listitem")
    expect(rows).to_have_count(2)
    rows.filter(has_not_text="ce poste").get_by_role("button").click()
    here.get_by_role("dialog").get_by_role("button", name="Fermer", exact=True).last.click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("ce poste")
    there.goto("/compte")
    expect(there.get_by_label("Identifiant")).to_be_visible()


def read_code(png):
    """Read a QR code as a telephone does, that looks at it from several distances."""
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    for scale in (1, 2, 3, 1.5, 0.75):
        seen = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        framed = cv2.copyMakeBorder(seen, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=(255, 255, 255))
        read, _, _ = cv2.QRCodeDetector().detectAndDecode(framed)
        if read:
            return read
    return ""


def test_the_telephone_code_is_read_from_the_drawn_code_and_then_asked(window, account):
    page = window()
    enter(page, account)
    own_account(page)
    form = card(page, "Code du téléphone")
    form.get_by_role("button", name="Mettre en place").click()
    drawn = form.get_by_role("img", name="QR code").screenshot()
    read = read_code(drawn)
    assert read.startswith(f"otpauth://totp/Vigie:{account}?")
    totp = pyotp.parse_uri(read)
    assert form.locator("code").inner_text().replace(" ", "") == totp.secret
    form.get_by_label("Mot de passe actuel").fill(PASSWORD)
    form.get_by_label("Code à six chiffres").fill("000000" if totp.now() != "000000" else "111111")
    form.get_by_role("button", name="Vérifier et activer").click()
    expect(form.get_by_role("alert")).to_contain_text("pas le bon")
    step_s = time.time()
    form.get_by_label("Code à six chiffres").fill(totp.at(step_s))
    form.get_by_role("button", name="Vérifier et activer").click()
    expect(form.get_by_text("En place", exact=True)).to_be_visible()
    other = window()
    enter(other, account)
    other.get_by_label("Code à six chiffres").fill(totp.at(step_s + 30))  # a code serves once
    other.get_by_role("button", name="Se connecter", exact=True).click()
    expect(other.get_by_role("navigation", name="Menu principal")).to_be_visible()
    form.get_by_role("button", name="Retirer le code").click()
    asked = page.get_by_role("dialog")
    asked.get_by_label("Mot de passe actuel").fill(PASSWORD)
    asked.get_by_role("button", name="Retirer le code").click()
    expect(form.get_by_text("Pas encore en place")).to_be_visible()


def with_authenticator(page):
    """Give the page's browser a device with a fingerprint reader; returns how to speak to it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})["authenticatorId"]
    return session, made


def add_key(keys):
    keys.get_by_label("Mot de passe actuel").fill(PASSWORD)
    keys.get_by_role("button", name="Ajouter une clé d’accès").click()


def test_a_passkey_is_added_signs_in_unlocks_and_is_removed(window, account):
    page = window()
    session, device = with_authenticator(page)
    enter(page, account)
    own_account(page)
    keys = card(page, "Clés d’accès")
    keys.get_by_label("Nom de la clé").fill("clé bleue")
    keys.get_by_label("Mot de passe actuel").fill("quelqu’un d’autre")
    keys.get_by_role("button", name="Ajouter une clé d’accès").click()
    expect(keys.get_by_role("alert")).to_contain_text("pas votre mot de passe actuel")
    add_key(keys)
    expect(keys.get_by_role("listitem")).to_contain_text("clé bleue")
    add_key(keys)
    expect(keys.get_by_role("alert")).to_contain_text("déjà à votre compte")
    page.get_by_role("button", name="Camille Essai").click()
    page.get_by_role("menuitem", name="Verrouiller le poste").click()
    expect(page.get_by_role("heading", name="Poste verrouillé")).to_be_visible()
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    page.get_by_role("button", name="Camille Essai").click()
    page.get_by_role("menuitem", name="Se déconnecter").click()
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    own_account(page)
    keys.get_by_role("button", name=re.compile("Retirer la clé")).click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer", exact=True).click()
    expect(keys.get_by_text("Aucune clé d’accès.")).to_be_visible()
    page.get_by_role("button", name="Camille Essai").click()
    page.get_by_role("menuitem", name="Se déconnecter").click()
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_role("alert")).to_contain_text("n’ouvre aucun compte")
    kept = session.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert len(kept) == 1
    assert kept[0]["rpId"] == "localhost"


def test_a_person_not_recognised_by_the_device_does_not_get_in(window, account):
    page = window()
    session, device = with_authenticator(page)
    enter(page, account)
    own_account(page)
    keys = card(page, "Clés d’accès")
    add_key(keys)
    expect(keys.get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name="Camille Essai").click()
    page.get_by_role("menuitem", name="Se déconnecter").click()
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Utiliser une clé d’accès").click()
    expect(page.get_by_role("alert")).to_contain_text("Rien n’a été donné")
    expect(page.get_by_label("Identifiant")).to_be_visible()


def test_at_another_address_the_page_says_where_passkeys_serve(browser, town, account):
    context = browser.new_context(locale="fr-FR", base_url=town)
    page = context.new_page()
    enter(page, account)
    own_account(page)
    expect(card(page, "Clés d’accès").get_by_role("link")).to_have_attribute(
        "href", re.compile("^http://localhost:")
    )
    page.get_by_role("button", name="Camille Essai").click()
    page.get_by_role("menuitem", name="Se déconnecter").click()
    expect(page.get_by_label("Identifiant")).to_be_visible()
    expect(page.get_by_role("button", name="Utiliser une clé d’accès")).to_have_count(0)
    context.close()


def test_somebody_reads_what_they_may_see_and_until_when(sign_in):
    page = sign_in("police")
    page.goto("/compte")
    access = card(page, "Ce que je peux voir")
    expect(access).to_contain_text("Vous pouvez voir les images jusqu’au")
    expect(access.get_by_role("listitem")).to_have_count(3)
    expect(card(page, "Mes pièces").get_by_role("link", name="Preuve d’habilitation (PDF)")).to_be_visible()
