import pytest

from vigie.cameras.model import CameraKind
from vigie.cli.cameras import read_csv
from vigie.kernel.errors import BadInput


def _read(tmp_path, text):
    file = tmp_path / "cameras.csv"
    file.write_text(text, encoding="utf-8")
    return read_csv(file)


def test_cameras_are_read_with_what_their_columns_say(tmp_path):
    first, second = _read(
        tmp_path,
        "\ufeffname,main_url,kind,ptz,quarter,password\n"
        "Mairie,rtsp://10.0.0.1/main,public_building,oui,Centre,secret\n"
        '"École, cour",rtsp://10.0.0.2/main,,,,\n',
    )
    assert (first.name, first.kind, first.ptz, first.password) == (
        "Mairie",
        CameraKind.PUBLIC_BUILDING,
        True,
        "secret",
    )
    assert (second.name, second.ptz, second.password) == ("École, cour", False, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "titres manquants name, main_url"),
        ("name,main_url,colour\n", "titres inconnus colour"),
        ("name,main_url\nMairie\n", "ligne 2"),
        ("name,main_url\nMairie,rtsp://h/,more\n", "ligne 2"),
        ("name,main_url,ptz\nMairie,rtsp://h/,perhaps\n", "ligne 2, ptz"),
        ("name,main_url,kind\nMairie,rtsp://h/,garden\n", "ligne 2, kind"),
        ("name,main_url\n,rtsp://h/\n", "name et main_url"),
    ],
)
def test_a_bad_file_is_refused_with_line_and_column(tmp_path, text, said):
    with pytest.raises(BadInput, match=said) as refused:
        _read(tmp_path, text)
    assert refused.value.error_code == "bad_csv"


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path):
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    for name in ("absent.csv", "binary.csv"):
        with pytest.raises(BadInput, match=name):
            read_csv(tmp_path / name)
