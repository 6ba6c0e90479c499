"""Settings of single sign-on: half a provider is refused by name, and no secret is ever printed."""

import pytest

from vigie.kernel.errors import BadInput
from vigie.people.oidc.opening import client_secret
from vigie.people.oidc.settings import OidcSettings
from vigie.settings import load

WHOLE = {"issuer": "https://compte.example/ville", "client_id": "vigie", "pages": "https://csu.example"}


def test_without_an_issuer_nothing_else_is_needed():
    assert OidcSettings().issuer is None


def test_openid_is_always_asked_for():
    assert OidcSettings(**WHOLE, scopes=("profile",)).scopes == ("openid", "profile")


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"issuer": "http://compte.example"}, "oidc.issuer"),
        ({"issuer": "https://compte.example?a=b"}, "oidc.issuer"),
        ({"issuer": "https://user:pass@compte.example"}, "oidc.issuer"),
        ({"issuer": "https://compte.example/#x"}, "oidc.issuer"),
        ({"issuer": "compte.example"}, "oidc.issuer"),
        ({"issuer": "file:///etc/passwd"}, "oidc.issuer"),
        ({"issuer": "http://localhost.example"}, "oidc.issuer"),
        ({"pages": None}, "oidc.pages"),
        ({"pages": "https://csu.example/"}, "oidc.pages"),
        ({"pages": "http://csu.example"}, "oidc.pages"),
        ({"client_id": ""}, "oidc.client_id"),
        ({"client_secret": "a", "client_secret_file": "b"}, "not both"),
    ],
)
def test_half_a_provider_is_refused(changed, key):
    with pytest.raises(BadInput, match=key):
        OidcSettings(**{**WHOLE, **changed})


@pytest.mark.parametrize("host", ["localhost:8480", "127.0.0.1:8480", "[::1]:8480"])
def test_plain_http_is_this_machine_s_alone(host):
    here = f"http://{host}"
    assert OidcSettings(**WHOLE | {"issuer": here, "pages": here}).redirect_uri == f"{here}/connexion/retour"


def test_the_secret_comes_from_the_environment_and_is_never_printed(tmp_path, monkeypatch):
    monkeypatch.setenv("VIGIE_OIDC__CLIENT_SECRET", "un secret")
    path = tmp_path / "vigie.toml"
    path.write_text(
        '[oidc]\nissuer = "https://compte.example"\nclient_id = "vigie"\npages = "https://csu.example"'
    )
    settings = load(path)
    assert client_secret(settings.oidc) == "un secret"
    assert "un secret" not in settings.model_dump_json()
    assert "un secret" not in repr(settings)
    path.write_text('[oidc]\nissuer = "http://compte.example"\nclient_id = "vigie"')
    with pytest.raises(BadInput) as refused:
        load(path)
    assert "un secret" not in str(refused.value)


def test_the_secret_s_file_is_ours_alone(tmp_path):
    file = tmp_path / "oidc-secret"
    settings = OidcSettings(**WHOLE, client_secret_file=file)
    with pytest.raises(BadInput, match="cannot be read"):
        client_secret(settings)
    file.write_text("un secret\n")
    file.chmod(0o640)
    with pytest.raises(BadInput, match="chmod 600"):
        client_secret(settings)
    file.chmod(0o600)
    assert client_secret(settings) == "un secret"
    file.write_text("\n")
    with pytest.raises(BadInput, match="empty"):
        client_secret(settings)
    assert client_secret(OidcSettings(**WHOLE)) is None
