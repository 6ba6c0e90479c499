"""The law's pages in a real browser: an order written down and ended, the registers read by the inspector."""

import time

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

NUMBER = f"2026-E2E-{time.time_ns() // 1_000_000 % 1_000_000}"
DAYS = {"Signé le": "02/11/2026", "Premier jour": "23/11/2026", "Dernier jour": "22/11/2031"}


def card(page, number):
    return page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=number, exact=True))


def test_a_manager_writes_an_order_down_and_ends_it(sign_in):
    page = sign_in("responsable")
    page.goto("/autorisations")
    expect(card(page, "DÉMONSTRATION-2026-001")).to_contain_text("en vigueur")
    page.get_by_role("button", name="Enregistrer un arrêté").click()
    form = page.get_by_role("dialog")
    form.get_by_role("button", name="Enregistrer l’arrêté").click()
    expect(form.get_by_text("Complétez ou corrigez les champs signalés.")).to_be_visible()
    expect(form.get_by_label("Numéro de l’arrêté")).to_be_focused()
    form.get_by_label("Numéro de l’arrêté").fill(NUMBER)
    form.get_by_label("Préfecture").fill("Préfecture de police")
    for label, day in DAYS.items():
        form.get_by_label(label).fill(day)
    form.get_by_label("Jours de conservation").fill("32")
    form.get_by_label("5. prévention des atteintes").check()
    form.get_by_role("button", name="Toutes les caméras de la ville").click()
    form.get_by_role("button", name="Enregistrer l’arrêté").click()
    expect(form.get_by_text("jamais plus d’un mois")).to_be_visible()
    form.get_by_label("Jours de conservation").fill("15")
    form.get_by_role("button", name="Enregistrer l’arrêté").click()
    expect(form).to_be_hidden()
    expect(card(page, NUMBER)).to_contain_text("15 jours")

    page.get_by_role("button", name=f"Mettre fin : {NUMBER}").click()
    end = page.get_by_role("dialog")
    expect(end.get_by_role("button", name="Mettre fin maintenant")).to_be_disabled()
    end.get_by_label("Motif").fill("essai de bout en bout")
    end.get_by_role("button", name="Mettre fin maintenant").click()
    expect(card(page, NUMBER)).to_contain_text("terminée avant son terme")
    expect(card(page, NUMBER)).to_contain_text("essai de bout en bout")
    told = page.evaluate("async () => (await fetch('/api/journal?tag=law:authorisation:revoked')).text()")
    assert "essai de bout en bout" in told


def test_an_inspector_reads_the_registers_and_writes_nothing(sign_in):
    page = sign_in("inspecteur")
    page.goto("/autorisations")
    expect(card(page, "DÉMONSTRATION-2026-001")).to_be_visible()
    assert page.get_by_role("button", name="Enregistrer un arrêté").count() == 0
    assert page.get_by_role("button", name="Mettre fin").count() == 0
    page.goto("/bases-legales")
    expect(page.get_by_text("Attestation de conformité").first).to_be_visible()
    page.goto("/droits")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Technicien"))
    expect(row).to_contain_text("oui")
    page.goto("/destructions")
    expect(page.get_by_role("heading", name="Registre des destructions")).to_be_visible()
    page.get_by_label("Du", exact=True).fill("31/02/2026")
    page.get_by_role("button", name="Afficher", exact=True).click()
    expect(page.get_by_text("Écrivez les jours ainsi")).to_be_visible()
    assert page.locator("video, canvas").count() == 0


def test_an_operator_has_none_of_these_pages(sign_in):
    page = sign_in("operateur")
    for path in ("/autorisations", "/bases-legales", "/destructions", "/droits"):
        page.goto(path)
        expect(page.get_by_text("Cette page n’est pas ouverte à votre rôle.")).to_be_visible()


def test_a_sign_for_the_public_is_read_then_printed(sign_in):
    page = sign_in("responsable")
    page.goto("/autorisations")
    page.get_by_role("button", name="Panneau : DÉMONSTRATION-2026-001").click()
    form = page.get_by_role("dialog")
    expect(form.get_by_role("button", name="Voir le texte")).to_be_disabled()
    form.get_by_label("Responsable").fill("Commune du Blanc-Mesnil")
    form.get_by_label("Où exercer ses droits").fill("mairie@exemple.fr")
    form.get_by_label("Délégué à la protection").fill("dpo@exemple.fr")
    form.get_by_role("button", name="Voir le texte").click()
    expect(form.get_by_text("Espace placé sous vidéoprotection")).to_be_visible()
    with page.expect_download() as started:
        form.get_by_role("button", name="Panneau en PDF").click()
    assert started.value.path().read_bytes().startswith(b"%PDF-")


def test_a_commissioning_is_written_down_and_sanctions_are_told(sign_in):
    page = sign_in("responsable")
    page.goto("/autorisations")
    page.get_by_role("button", name="Inscrire une mise en service").click()
    form = page.get_by_role("dialog")
    form.get_by_role("button", name="Inscrire", exact=True).click()
    expect(form.get_by_text("À remplir.")).to_be_visible()
    form.get_by_label("Premier jour de service").fill("16/11/2026")
    form.get_by_label("Préfet informé le").fill("20/11/2026")
    form.get_by_label("Référence de la lettre").fill(f"LRAR {NUMBER}")
    form.get_by_role("button", name="Toutes les caméras de la ville").click()
    form.get_by_role("button", name="Inscrire", exact=True).click()
    expect(form).to_be_hidden()
    expect(page.get_by_text("préfet informé après coup, le 20/11/2026").first).to_be_visible()
    page.get_by_text("Ce que risque qui s’écarte de ces règles").click()
    expect(page.get_by_text("art. 226-20")).to_be_visible()
    assert page.get_by_text("Centre mutualisé").count() == 0, "a town alone is told nothing of communes"
