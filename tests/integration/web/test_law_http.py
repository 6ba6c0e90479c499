"""The law's documents over the real centre, made of what every room knows."""

import pytest


async def test_conformity_is_measured_from_the_recorder_s_streams(centre):
    centre.recorder.tell(
        "cam-001", state="recording", width_px=640, height_px=360, fps=25.0, codec="avc1.640028"
    )
    async with centre.signed_in("technicien") as client:
        lines = (await client.get("/api/law/conformity")).json()
        report = await client.get("/api/law/conformity.csv")
    verdicts = {line["camera_id"]: line["verdict"] for line in lines}
    assert {verdicts["cam-002"], verdicts["cam-003"]} == {"unmeasured"}
    assert all(line["declared"] is not None for line in lines)
    assert "cam-002" in report.text


async def test_a_declared_class_changes_the_verdict_at_once(centre):
    body = {"objective": "Parvis", "plan": "narrow", "fast": True}
    async with centre.signed_in("responsable") as client:
        answer = await client.put("/api/law/conformity/cam-002", json=body)
        assert answer.status_code == 200, answer.text
        assert [each["required"] for each in answer.json()["findings"]] == ["704 × 576", "12"]
        unknown = await client.put("/api/law/conformity/cam-999", json=body)
    assert (unknown.status_code, unknown.json()["code"]) == (404, "camera_unknown")


async def test_the_register_counts_what_stands_in_every_room(centre):
    async with centre.signed_in("dpo") as client:
        entry = (await client.get("/api/law/processing")).json()
        again = (await client.get("/api/law/processing")).json()
        pdf = await client.get("/api/law/processing.pdf")
        table = await client.get("/api/law/processing.csv")
    titles = [section["title"] for section in entry["sections"]]
    assert titles[0] == "Responsable du traitement"
    figures = {(each["group"], each["label"]): each["value"] for each in entry["figures"]}
    assert figures["Caméras", "en tout"] == figures["Caméras", "couvertes par un arrêté en vigueur"]
    assert figures["Comptes ouverts", "délégué à la protection des données"] == 1
    assert again["missing"] == []
    assert pdf.content.startswith(b"%PDF-")
    assert "Caméras;en tout;" in table.text


@pytest.mark.parametrize("who", ["operateur", "technicien"])
async def test_the_register_is_for_those_who_read_the_journal(centre, who):
    async with centre.signed_in(who) as client:
        for path in ("processing", "processing.pdf", "processing.csv"):
            assert (await client.get(f"/api/law/{path}")).status_code == 403


async def test_a_visit_is_opened_closed_and_stands_in_the_journal(centre):
    body = {"authority": "commission", "members": ["Mme Petit, magistrate"], "reason": "Visite annuelle"}
    async with centre.signed_in("inspecteur") as client:
        opened = await client.post("/api/law/visits", json=body)
        assert opened.status_code == 201, opened.text
        again = await client.post("/api/law/visits", json=body)
        assert (again.status_code, again.json()["code"]) == (409, "visit_open")
        visit_id = opened.json()["id"]
        closed = await client.post(f"/api/law/visits/{visit_id}/end", json={"note": "Sans observation"})
        assert closed.status_code == 204
        twice = await client.post(f"/api/law/visits/{visit_id}/end", json={})
        assert (twice.status_code, twice.json()["code"]) == (404, "visit_unknown")
        [visit] = (await client.get("/api/law/visits")).json()
        journal = (await client.get("/api/journal", params={"tag": "law:visit:"})).json()
    assert (visit["note"], visit["mine"], visit["members"]) == ("Sans observation", True, body["members"])
    assert visit["ended_us"] > visit["began_us"]
    assert [each["tag"] for each in journal["entries"]] == ["law:visit:ended", "law:visit:began"]


async def test_who_controls_sees_what_runs_here_and_takes_it_along(centre):
    async with centre.signed_in("inspecteur") as client:
        programs = (await client.get("/api/law/programs")).json()
        table = await client.get("/api/law/programs.csv")
        pdf = await client.get("/api/law/inspection.pdf")
    product, *others = programs
    assert (product["name"], product["licence"], len(product["digest"])) == ("Vigie", "EUPL-1.2", 64)
    assert {"SQLite", "Python"} <= {each["name"] for each in others if each["kind"] == "system"}
    licences = {each["name"].lower(): each["licence"] for each in others if each["kind"] == "library"}
    assert licences["fastapi"] == "MIT"
    assert "produit;Vigie;" in table.text
    assert pdf.content.startswith(b"%PDF-")


@pytest.mark.parametrize("who", ["operateur", "technicien"])
async def test_control_is_for_those_who_read_the_journal(centre, who):
    async with centre.signed_in(who) as client:
        for path in ("visits", "programs", "programs.csv", "inspection.pdf"):
            assert (await client.get(f"/api/law/{path}")).status_code == 403
        body = {"authority": "cnil", "members": ["A"], "reason": ""}
        assert (await client.post("/api/law/visits", json=body)).status_code == 403
        assert (await client.post("/api/law/visits/x/end", json={})).status_code == 403
