"""Every refusal of single sign-on has words in both languages, and its line on the reference page."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CODE = re.compile(r'"((?:oidc|identity|provider)_[a-z_]+|bad_subject)"')
NO_CODES = {"identity_unlinked", "provider_left", "oidc_flow", "oidc_session"}  # why sessions end; tables


def codes():
    found = set()
    for path in (ROOT / "src/vigie/people/oidc").glob("*.py"):
        found |= set(CODE.findall(path.read_text()))
    return found - NO_CODES


def test_there_are_codes():
    assert {"oidc_state", "oidc_signature", "provider_odd", "identity_taken"} <= codes()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_code_has_words(language):
    texts = (ROOT / f"web/src/i18n/{language}/provider.ts").read_text()
    odd = (ROOT / "web/src/features/provider/failure.ts").read_text()
    named = set(re.findall(r"^    (\w+):", texts, re.MULTILINE)) | set(
        re.findall(r'^  "(\w+)"', odd, re.MULTILINE)
    )
    assert codes() - named == set()


def test_each_refusal_is_on_the_reference_page():
    page = (ROOT / "docs/reference/sign-in.md").read_text()
    refusals = {code for code in codes() if code.startswith(("oidc_", "provider_"))}
    assert {code for code in refusals if f"`{code}`" not in page} == set()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", ["identity_unlinked", "provider_left"])
def test_why_a_session_ended_has_words(language, code):
    assert f"{code}:" in (ROOT / f"web/src/i18n/{language}/shell.ts").read_text()
    assert f'"{code}"' in (ROOT / "web/src/features/people/endText.ts").read_text()
