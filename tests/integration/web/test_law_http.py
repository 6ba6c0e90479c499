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
