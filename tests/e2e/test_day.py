"""A day in the room, from sign-in to the inspector.

Sign-in out of one's shift, live pictures, refused archive, an approval suspended in mid-session, a handover
signed by both, and the inspector who finds every act in the journal.
"""

import json
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

GET = "async (path) => { const answer = await fetch(path); return [answer.status, await answer.text()]; }"
POST = """async ([path, body]) => {
  for (let tries = 0; ; tries += 1) {
    const headers = {'Content-Type': 'application/json', 'X-Vigie': '1'};
    const answer = await fetch(path, {method: 'POST', headers, body: JSON.stringify(body)});
    if (answer.status !== 503 || tries >= 5) return answer.status;
  }
}"""
"""The status of the answer; « try again in a moment » (503), which a starved machine may say, is done."""
PLAYING = "[...document.querySelectorAll('video')].some((each) => each.currentTime > 0.5)"
PARIS = ZoneInfo("Europe/Paris")
HOUR_US = 3_600_000_000


def choose(page, label, *names):
    """Pick people in a list that can be searched."""
    for name in names:
        page.get_by_role("combobox", name=label).fill(name)
        page.get_by_role("option", name=name).click()


@pytest.fixture
def lead(colleague):
    """The room's supervisor, who takes the planned shift out again: others sign in as before."""
    page = colleague("chef")
    yield page
    page.goto("/service")
    page.get_by_role("button", name="Retirer le service de Karim Benali").click()
    page.get_by_role("dialog").get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("Service retiré.")).to_be_visible()


def plan_tomorrow(lead):
    """Give the operator a shift from the rota's page: now they are off duty."""
    lead.goto("/service")
    lead.get_by_role("button", name="Planifier").click()
    dialog = lead.get_by_role("dialog")
    dialog.get_by_label("Modèle").click()
    lead.get_by_role("option", name="Journée").click()
    dialog.get_by_label("Premier jour").fill((datetime.now(PARIS) + timedelta(days=2)).date().isoformat())
    dialog.get_by_label("Nombre de jours").fill("1")
    choose(lead, "Équipe de 09:00–17:00", "Karim Benali")
    lead.keyboard.press("Tab")
    dialog.get_by_role("button", name="Écrire les services").click()
    expect(lead.get_by_text("1 services planifiés.")).to_be_visible()


def sign_in_off_duty(page):
    page.goto("/")
    page.get_by_role("button", name="(operateur)").click()
    reason = page.get_by_label("Motif de connexion")
    expect(reason).to_be_visible()
    reason.fill("Renfort demandé par le chef de salle")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.get_by_role("navigation", name="Menu principal").wait_for()


def test_a_day_from_sign_in_to_the_inspector(page, colleague, lead):
    plan_tomorrow(lead)
    sign_in_off_duty(page)

    page.goto("/mur")
    page.keyboard.press("r")
    expect(page.locator("video").first).to_be_visible()
    deadline = time.monotonic() + 120
    while not page.evaluate(PLAYING):
        assert time.monotonic() < deadline, "no picture on the wall"
        page.wait_for_timeout(250)

    hour_ago = int(time.time() * 1e6) - HOUR_US
    path = f"/api/archive/cameras/cam-001/playlist.m3u8?start_us={hour_ago}&end_us={hour_ago + 60_000_000}"
    status, text = page.evaluate(GET, path)
    assert status in {403, 422}, text
    private = colleague("prive")
    body = {"camera_ids": ["cam-001"], "start_us": hour_ago, "end_us": hour_ago + HOUR_US // 60}
    body |= {"reason": "curiosité", "basis": "aucun"}
    assert private.evaluate(POST, ["/api/archive/consultations", body]) == 403

    manager = colleague("responsable")
    status, people = manager.evaluate(GET, "/api/people")
    assert status == 200, people
    operator = next(each for each in json.loads(people) if each["username"] == "operateur")
    _, file = manager.evaluate(GET, f"/api/people/{operator['id']}")
    [approval] = [each for each in json.loads(file)["approvals"] if each["suspended_us"] is None]
    suspend = f"/api/people/approvals/{approval['id']}/suspend"
    assert manager.evaluate(POST, [suspend, {"reason": "Décision du préfet"}]) == 204
    expect(page.get_by_text("votre agrément n’est plus en vigueur")).to_be_visible()
    assert page.locator("video").count() == 0
    resume = f"/api/people/approvals/{approval['id']}/resume"
    assert manager.evaluate(POST, [resume, {"reason": "Fin de la suspension"}]) == 204

    lead.goto("/releve")
    choose(lead, "À qui", "Julien Lefèvre")
    lead.get_by_label("Consignes et faits en cours").fill("Caméra de la gare à surveiller.")
    lead.get_by_role("button", name="Signer et transmettre").click()
    expect(lead.get_by_text("Attend la seconde signature").first).to_be_visible()
    police = colleague("police")
    police.goto("/releve")
    police.get_by_role("button", name="Signer et prendre le service").first.click()
    expect(police.get_by_text("Signée par les deux").first).to_be_visible()

    inspector = colleague("inspecteur")
    for tag, words in {
        "web:live:watched": "cam-",
        "people:session:ended": "approval_not_in_force",
        "people:session:started": "Renfort demandé",
        "people:shifts:planned": "first_day",
        "people:access:refused": "no_right",
        "people:approval:suspended": "Décision du préfet",
        "people:handover:given": "",
        "people:handover:taken": "",
    }.items():
        status, found = inspector.evaluate(GET, f"/api/journal?tag={tag}")
        assert status == 200
        assert tag in found, tag
        assert words in found, (tag, words)
    inspector.goto("/journal")
    inspector.get_by_label("Texte cherché").fill("Renfort demandé")
    inspector.get_by_role("button", name="Chercher", exact=True).click()
    expect(inspector.get_by_text("Renfort demandé par le chef de salle").first).to_be_visible()
    assert inspector.locator("video").count() == 0


def test_an_approval_that_runs_out_closes_the_wall_at_that_moment(page, colleague):
    """Nobody does anything: the approval of a replacement ends while they watch."""
    manager = colleague("responsable")
    password, now_us = "Remplacement-2026!", int(time.time() * 1e6)
    username = f"remplacant-{now_us % 1_000_000}"
    draft = {"username": username, "name": "Rémi Lambert", "role": "communal_agent", "password": password}
    assert manager.evaluate(POST, ["/api/people", draft]) == 201
    _, people = manager.evaluate(GET, "/api/people")
    person = next(each["id"] for each in json.loads(people) if each["username"] == username)
    ends_us = now_us + 45_000_000
    days = {"number": "R-1", "starts_us": now_us - HOUR_US}
    approval = days | {"authority": "prefect", "department": "93", "ends_us": ends_us}
    grant = days | {"granted_by": "Le maire", "ends_us": now_us + HOUR_US}
    assert manager.evaluate(POST, [f"/api/people/{person}/approvals", approval]) == 201
    assert manager.evaluate(POST, [f"/api/people/{person}/grants", grant]) == 201

    page.goto("/")
    page.get_by_label("Identifiant").fill(username)
    page.get_by_label("Mot de passe", exact=True).fill(password)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    page.get_by_role("navigation", name="Menu principal").wait_for()
    page.goto("/mur")
    page.keyboard.press("r")
    expect(page.locator("video").first).to_be_visible(timeout=20_000)
    assert time.time() * 1e6 < ends_us, "this machine took longer than the approval lasts"
    expect(page.get_by_text("votre agrément n’est plus en vigueur")).to_be_visible(timeout=60_000)
    assert time.time() * 1e6 >= ends_us
    assert page.locator("video").count() == 0
