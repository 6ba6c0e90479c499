"""Settings: what is written is what is meant, or an error says which key and where."""

from pathlib import Path

import pytest

from vigie import settings_page
from vigie.kernel.errors import BadInput
from vigie.settings import Settings, fields, known_variables, load

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "settings.md"


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in [*known_variables(), "VIGIE_CONFIG"]:
        monkeypatch.delenv(name, raising=False)


def _write(text: str) -> Path:
    path = Path("vigie.toml")
    path.write_text(text)
    return path


def test_without_a_file_everything_has_a_default():
    settings = load()
    assert settings.centre.host == "127.0.0.1"
    assert settings.data == Path("data")


def test_the_file_in_the_working_folder_is_read():
    _write('data = "/srv/vigie"\n[centre]\nport = 9000\n')
    settings = load()
    assert settings.data == Path("/srv/vigie")
    assert settings.centre.port == 9000
    assert settings.centre.host == "127.0.0.1"


def test_the_environment_wins_key_by_key(monkeypatch):
    _write('[centre]\nport = 9000\nhost = "::1"\n')
    monkeypatch.setenv("VIGIE_CENTRE__PORT", "9001")
    settings = load()
    assert (settings.centre.port, settings.centre.host) == (9001, "::1")


def test_lists_in_the_environment_are_json(monkeypatch):
    monkeypatch.setenv("VIGIE_ARCHIVE__VOLUMES", '["/disk1", "/disk2"]')
    assert load().archive.volumes == (Path("/disk1"), Path("/disk2"))


def test_vigie_config_names_the_file(monkeypatch, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text("[centre]\nport = 9002\n")
    monkeypatch.setenv("VIGIE_CONFIG", str(other))
    assert load().centre.port == 9002


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "[archive]\nsegmnt_s = 60\n",
            "vigie.toml: unknown key archive.segmnt_s; did you mean archive.segment_s?",
        ),
        ("[archve]\nsegment_s = 60\n", "unknown key archve"),
        ("[centre]\nport = 'many'\n", "vigie.toml: centre.port:"),
        ("[centre]\nport = 70000\n", "centre.port"),
        ("[centre\n", "not valid TOML"),
    ],
)
def test_a_bad_file_is_refused_and_the_key_and_file_are_named(text, said):
    with pytest.raises(BadInput) as refused:
        load(_write(text))
    assert said in str(refused.value)
    assert refused.value.error_code == "bad_settings"


def test_a_missing_file_that_was_asked_for_is_an_error():
    with pytest.raises(BadInput, match=r"absent\.toml"):
        load(Path("absent.toml"))


def test_a_misspelt_variable_is_refused_with_the_nearest_known(monkeypatch):
    monkeypatch.setenv("VIGIE_CENTRE__PROT", "9000")
    with pytest.raises(BadInput, match="VIGIE_CENTRE__PROT is no setting; did you mean VIGIE_CENTRE__PORT"):
        load()


def test_a_bad_value_in_the_environment_names_the_variable(monkeypatch):
    monkeypatch.setenv("VIGIE_CENTRE__PORT", "many")
    with pytest.raises(BadInput, match="VIGIE_CENTRE__PORT"):
        load()


@pytest.mark.parametrize("name", [name for name, _ in fields()])
def test_every_setting_is_described(name):
    description = dict(fields())[name].description
    assert description
    assert description.endswith(".")


def test_settings_cannot_be_changed_once_loaded():
    with pytest.raises(ValueError, match="frozen"):
        Settings().data = Path("/elsewhere")


def test_the_reference_page_is_what_the_command_writes():
    assert PAGE.read_text() == settings_page.page(), "run vigie settings reference > that page"
