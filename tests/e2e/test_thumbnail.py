"""A thumbnail of a simulated camera: encrypted on disk, decoded by the centre, drawn by a browser."""

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

ASK = """async () => {
    const camera = "/api/archive/cameras/cam-001", now = Date.now() * 1000;
    const read = async path => (await fetch(camera + path)).json();
    const {spans} = await read(`/timeline?start_us=${now - 3600e6}&end_us=${now}`);
    if (spans.length === 0 || spans[0].start_us === now - 3600e6) return null;
    const first = spans[0].start_us, at = Math.floor((first + spans[0].end_us) / 2);
    const wanted = {camera_ids: ["cam-001"], start_us: first - 60e6, end_us: now};
    const opened = await fetch("/api/archive/consultations", {
        method: "POST",
        headers: {"X-Vigie": "1", "Content-Type": "application/json"},
        body: JSON.stringify({...wanted, reason: "essai", basis: "essai"}),
    });
    const {id} = await opened.json();
    const answer = await fetch(`${camera}/thumbnail?at_us=${at}&consultation=${id}`);
    const picture = await createImageBitmap(await answer.blob());
    return {
        kept: answer.headers.get("cache-control"),
        behind_us: at - Number(answer.headers.get("x-picture-us")),
        size: [picture.width, picture.height],
        gap: (await read(`/thumbnail?at_us=${first - 30e6}&consultation=${id}`)).code,
        outside: (await read(`/thumbnail?at_us=${first - 90e6}&consultation=${id}`)).code,
        none: (await read(`/thumbnail?at_us=${at}&consultation=none`)).code,
    };
}"""


def test_a_recorded_instant_shows_small(sign_in):
    page = sign_in("operateur")
    for _ in range(240):
        found = page.evaluate(ASK)
        if found is not None:
            break
        page.wait_for_timeout(1_000)
    assert found["size"] == [240, 136]
    assert 0 <= found["behind_us"] < 10_000_000
    assert "no-store" in found["kept"]
    assert (found["gap"], found["outside"]) == ("no_picture", "consultation_too_narrow")
    assert found["none"] == "consultation_unknown"
