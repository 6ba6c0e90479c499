"""Every error of `vigie people`, `law` and `audit` has its French words; a mistyped command, too."""

import ast
from pathlib import Path

import pytest

import vigie
from vigie.cli import app
from vigie.cli.words import CODES, FIELDS, told
from vigie.kernel.errors import BadInput, NotFound

SOURCE = Path(vigie.__file__).parent
ERRORS = {"BadInput", "NotFound", "Conflict", "Refused", "Unavailable"}
REACHED = (
    "people/accounts",
    "people/papers",
    "people/passwords",
    "people/model",
    "people/records",
    "people/oidc/identities",
    "law/model",
    "law/service",
    "law/agreements",
    "law/commissioning",
    "law/notices",
    "cameras/communes",
    "cameras/service",
    "cameras/model",
    "cameras/probe",
    "cameras/onvif_client",
    "cameras/vault",
    "audit/keeper",
    "audit/checkpoint",
    "audit/verify",
    "audit/stamps",
    "bootstrap/schema_check",
    "cli/people",
    "cli/law",
    "cli/law_town",
    "cli/audit",
)
ELSEWHERE = {
    "bad_tiles": "walls are made in the pages",
    "own_account": "a command acts on nobody's own account",
    "password_sealed": "only who connects to a camera opens its password",
}


def raised(module: str) -> set[str]:
    tree = ast.parse((SOURCE / f"{module}.py").read_text(encoding="utf-8"))
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call)]
    named = [each for each in calls if isinstance(each.func, ast.Name) and each.func.id in ERRORS]
    words = [word for call in named for word in call.keywords if word.arg == "code"]
    return {word.value.value for word in words if isinstance(word.value, ast.Constant)}


@pytest.mark.parametrize("module", REACHED)
def test_what_a_command_meets_has_its_words(module):
    assert raised(module) <= {*CODES, *FIELDS, *ELSEWHERE}


def test_no_words_are_for_nothing():
    everything = {
        code for file in SOURCE.rglob("*.py") for code in raised(str(file.relative_to(SOURCE))[:-3])
    }
    built = {f"{field}_needed" for field in ("reason", "number", "granted_by", "title")}
    assert {*CODES, *FIELDS} <= everything | built


def test_the_field_and_what_it_is_about_are_told():
    error = BadInput("x", code="bad_authorisation", field="retention_days")
    assert told(error) == "conservation : de 1 à 31 jours, jamais plus d’un mois (CSI L252-5)"
    assert told(NotFound("x", code="account_unknown", named="bob")).startswith("bob : ce compte n’existe pas")
    assert told(BadInput("said so", code="of_no_words")) == "said so"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["people", "ad"], "commande inconnue"),
        (["people", "suspend", "bob"], "manque."),
        (["people", "list", "--dat", "x"], "Vouliez-vous dire --data?"),
        (["people", "approve", "bob", "prefet", "1", "2026-01-01", "2027-01-01"], "Au choix"),
        (["people", "approve", "bob", "prefect", "1", "2026-13-01", "2027-01-01"], "n’est pas une date"),
        (["law", "commission", "2026-01-01", "2026-01-01", "x"], "manque."),
        (["people", "list", "bob"], "en trop"),
    ],
)
def test_a_mistyped_command_is_told_in_french(typed, said, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit):
        app(typed)
    assert said in capsys.readouterr().err
