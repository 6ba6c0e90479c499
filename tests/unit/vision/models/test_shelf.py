"""A model is installed whole and verified, or not at all."""

import hashlib
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from vigie.kernel.errors import BadInput, NotFound, Unavailable
from vigie.vision.models import shelf as shelf_module
from vigie.vision.models.catalogue import CATALOGUE, ModelCard, card
from vigie.vision.models.shelf import Shelf

CONTENT = b"weights" * 20_000
MODEL = replace(
    CATALOGUE[0], name="test", sha256=hashlib.sha256(CONTENT).hexdigest(), size_bytes=len(CONTENT)
)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> ModelCard:
    monkeypatch.setattr(shelf_module, "CATALOGUE", (MODEL,))
    return MODEL


def answering(status: int, content: bytes) -> httpx.Client:
    return httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(status, content=content)))


def test_a_file_is_installed_under_its_name(tmp_path: Path, known: ModelCard) -> None:
    source = tmp_path / "downloaded.bin"
    source.write_bytes(CONTENT)
    shelf = Shelf(tmp_path / "models")
    shelf.add_file(known, source)
    assert shelf.installed() == {"test": tmp_path / "models" / "test.onnx"}


def test_a_file_with_another_digest_leaves_nothing_behind(tmp_path: Path, known: ModelCard) -> None:
    source = tmp_path / "other"
    source.write_bytes(CONTENT[:-1] + b"!")
    shelf = Shelf(tmp_path / "models")
    with pytest.raises(BadInput, match="nothing was installed"):
        shelf.add_file(known, source)
    assert list(shelf.folder.iterdir()) == []


def test_fetching_reports_progress_up_to_the_whole(tmp_path: Path, known: ModelCard) -> None:
    told: list[tuple[int, int]] = []
    shelf = Shelf(tmp_path)
    shelf.fetch(known, lambda done, whole: told.append((done, whole)), client=answering(200, CONTENT))
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert len(told) > 1
    assert "test" in shelf.installed()


def test_an_absent_upstream_tells_the_offline_way(tmp_path: Path, known: ModelCard) -> None:
    with pytest.raises(Unavailable, match="--from-file"):
        Shelf(tmp_path).fetch(known, lambda _a, _b: None, client=answering(404, b""))


def test_an_altered_file_on_the_shelf_does_not_count(tmp_path: Path, known: ModelCard) -> None:
    (tmp_path / "test.onnx").write_bytes(CONTENT[:-1] + b"!")
    assert Shelf(tmp_path).installed() == {}
    with pytest.raises(NotFound, match="vigie models add test"):
        Shelf(tmp_path).open(known)


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(NotFound, match="yolox-nano"):
        card("yolo")


def test_every_card_fixes_commit_digest_and_licence() -> None:
    for each in CATALOGUE:
        assert len(each.commit) == 40
        assert each.commit in each.address
        assert len(each.sha256) == 64
        assert each.licence


def test_a_model_is_removed_once(tmp_path: Path, known: ModelCard) -> None:
    source = tmp_path / "downloaded.bin"
    source.write_bytes(CONTENT)
    shelf = Shelf(tmp_path / "models")
    path = shelf.add_file(known, source)
    assert shelf.remove(known) == path
    assert shelf.installed() == {}
    with pytest.raises(NotFound, match="vigie models add test"):
        shelf.remove(known)
