"""A small town set up by commands alone, from no folder at all, as docs/operations/installer.md tells."""

import io

import pytest

from vigie.cli import app
from vigie.kernel.errors import VigieError

CAMERAS = "name,main_url,quarter\nMairie,rtsp://10.20.0.17/main,Centre\nGare,rtsp://10.20.0.18/main,Centre\n"
ORDER = ["2026-05-01", "2031-04-30", "--retention-days", "30", "--purpose", "1"]


@pytest.fixture
def vigie(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "200")
    for room in ("cameras", "law", "people", "law_town"):
        monkeypatch.setattr(f"vigie.cli.{room}.console.width", 200, raising=False)

    def run(*words, said=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(said))
        app([*words, "--data", str(tmp_path / "data")], result_action="return_value")
        return " ".join(capsys.readouterr().out.split())

    return run


def refused(vigie, *words):
    with pytest.raises(VigieError) as error:
        vigie(*words)
    return error.value.error_code


def test_a_town_is_set_up_without_the_web(vigie, tmp_path):
    assert refused(vigie, "cameras", "list") == "database_missing"
    assert refused(vigie, "people", "list") == "database_missing"
    assert not (tmp_path / "data").exists()
    assert "vigie cameras add" in vigie("prepare")
    assert "Prêt" in vigie("prepare")

    file = tmp_path / "cameras.csv"
    file.write_text(CAMERAS, encoding="utf-8")
    vigie("cameras", "import", str(file))
    prefecture = vigie("law", "authority")
    assert prefecture == "Préfecture de la Seine-Saint-Denis"
    order = ("law", "authorise", "2026-0412", prefecture, *ORDER)
    assert refused(vigie, *order, "--cameras-file", str(file)) == "no_camera_ids"
    assert refused(vigie, *order, "--camera", "cam-009") == "camera_unknown"
    assert "pour 2 caméras" in vigie(*order, "--all-cameras")
    ids = tmp_path / "ids.csv"
    ids.write_text("id;nom\ncam-002;Gare\n", encoding="utf-8")
    other = ("law", "authorise", "2026-0500", prefecture, *ORDER)
    assert "pour 1 caméras" in vigie(*other, "--cameras-file", str(ids))
    assert "fait" in vigie("law", "revoke", "2026-0500", "Erreur de saisie")
    assert refused(vigie, "law", "revoke", "2026-9999", "x") == "authorisation_unknown"

    vigie("people", "add", "karim.benali", "Karim Benali", "communal_agent", said="Petite-Ville-2026!\n")
    assert "agrément du préfet, habilitation du maire" in vigie("people", "list")
    vigie("people", "approve", "karim.benali", "prefect", "93-2026-118", "2026-05-01", "2031-04-30")
    vigie("people", "grant", "karim.benali", "H-2026-4", "Le maire", "2026-05-01", "2031-04-30")
    assert "agrément" not in vigie("people", "list").replace("agent communal agréé", "")

    vigie("law", "commune", "93029", "Drancy", "Mme la maire")
    shared = ("law", "agreement", "members", "C-1", "2026-05-01", "2031-04-30", "--party", "EPCI")
    vigie(*shared, "--party", "Drancy", "--commune", "93029")
    assert "Drancy : avec l’État" in vigie("law", "agreements")
    told = ("law", "commission", "2026-06-01", "2026-06-02", "LRAR 1", "--camera", "cam-001")
    assert "après la mise en service" in vigie(*told)
    assert "(tard)" in vigie("law", "commissionings")
