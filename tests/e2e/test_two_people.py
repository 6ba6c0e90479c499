"""A camera is removed by two people at two workstations: asked, confirmed from the bell, done once."""

import json
import subprocess
import sys

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ADD = """async () => (await fetch('/api/cameras', {
  method: 'POST', headers: {'Content-Type': 'application/json', 'X-Vigie': '1'},
  body: JSON.stringify({name: 'Rue du Moulin neuf', main_url: 'rtsp://127.0.0.1:9/none'}),
})).json()"""


def test_a_technician_removes_a_camera_that_the_lead_confirms(sign_in, colleague):
    technician = sign_in("technicien")
    added = technician.evaluate(ADD)
    technician.goto(f"/cameras/{added['id']}")
    technician.get_by_role("button", name="Supprimer").click()
    dialog = technician.get_by_role("dialog")
    ask = dialog.get_by_role("button", name="Demander à un collègue")
    expect(ask).to_be_disabled()
    dialog.get_by_label("Motif").fill("Démontée pour travaux")
    ask.click()
    expect(dialog.get_by_text("Demande envoyée")).to_be_visible()

    lead = colleague("chef")
    bell = lead.get_by_role("button", name="Demandes à confirmer")
    expect(bell).to_have_accessible_name("Demandes à confirmer (1)")
    bell.click()
    expect(lead.get_by_text("Rue du Moulin neuf (cam")).to_be_visible()
    expect(lead.get_by_text("Démontée pour travaux")).to_be_visible()
    lead.get_by_role("button", name="Confirmer", exact=True).click()
    expect(lead.get_by_text("peut maintenant agir")).to_be_visible()

    expect(dialog.get_by_text("Sylvie Moreau a confirmé")).to_be_visible()
    dialog.get_by_role("button", name="Supprimer").click()
    expect(technician.get_by_text("Rue du Moulin neuf est supprimée")).to_be_visible()
    told = lead.evaluate("async () => (await fetch('/api/journal?tag=people:confirmation:used')).text()")
    assert added["id"] in told


def test_a_refused_request_is_said_to_who_asked(sign_in, colleague):
    technician = sign_in("technicien")
    technician.goto("/cameras/cam-004")
    technician.get_by_role("button", name="Supprimer").click()
    dialog = technician.get_by_role("dialog")
    dialog.get_by_label("Motif").fill("Par erreur")
    dialog.get_by_role("button", name="Demander à un collègue").click()
    lead = colleague("responsable")
    lead.get_by_role("button", name="Demandes à confirmer").click()
    request = lead.get_by_role("listitem").filter(has_text="cam-004")
    request.get_by_role("button", name="Refuser").click()
    expect(dialog.get_by_text("La demande a été refusée")).to_be_visible()
    assert technician.evaluate("async () => (await fetch('/api/cameras/cam-004')).status") == 200


def test_the_archive_s_key_is_changed_after_two_people_agreed(sign_in, colleague, data):
    manager = sign_in("responsable")
    manager.goto("/systeme")
    manager.get_by_role("button", name="Changer la clé").click()
    dialog = manager.get_by_role("dialog")
    dialog.get_by_label("Motif").fill("Départ d’un technicien")
    dialog.get_by_role("button", name="Demander à un collègue").click()
    assert "second person must confirm" in rotate(data).stderr
    lead = colleague("chef")
    lead.get_by_role("button", name="Demandes à confirmer").click()
    request = lead.get_by_role("listitem").filter(has_text="Changer la clé des archives")
    request.get_by_role("button", name="Confirmer", exact=True).click()
    expect(dialog.get_by_text("vigie archive rotate")).to_be_visible()
    done = rotate(data)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["segments"] >= 0
    assert rotate(data).returncode != 0


def rotate(data):
    command = [sys.executable, "-m", "vigie", "archive", "rotate", "--config", str(data / "demo.toml")]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
