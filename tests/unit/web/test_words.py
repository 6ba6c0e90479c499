"""Whatever a page can be refused has words in both languages; only commands and starts may lack them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
CODE = re.compile(r'\bcode="([a-z0-9_]+)"')
SHOWN_BY_COMMANDS = {"bench", "bootstrap", "cli", "migrations", "simulator", "testing"}
"""Rooms whose errors reach a terminal, never a browser."""
NEVER_SENT = {
    "already_running": "a start that finds another process",
    "altered": "offline verification of the journal",
    "bad_details": "a fault of ours in a journal entry",
    "bad_document": "offline reading of a register",
    "bad_export": "offline verification of an export",
    "bad_key": "offline verification",
    "bad_limit": "no page asks for so many rows",
    "bad_note": "offline verification of a checkpoint",
    "bad_rules_file": "command line: rules from a file",
    "bad_scenario": "evaluation from the command line",
    "bad_settings": "a start with wrong settings",
    "bad_signature": "offline verification",
    "bad_tsa_ca": "a start with wrong settings",
    "bad_xml": "becomes `not_onvif` before anybody is told",
    "bad_camera_id": "ids are given by the server; files of cameras are a command's",
    "copy_damaged": "restoring from S3, a command",
    "data_folder": "a start",
    "database_missing": "a start",
    "database_refused": "a start",
    "hold_damaged": "a start",
    "key_damaged": "a start",
    "key_file_bad": "a start",
    "key_file_exposed": "a start",
    "metrics_not_permitted": "asked for by machines",
    "model_broken": "a start of the analyst",
    "model_digest": "a start of the analyst",
    "model_not_installed": "a start of the analyst",
    "model_shapes": "a start of the analyst",
    "model_unreachable": "fetching models, a command",
    "no_parameter_sets": "in the recorder",
    "no_such_file": "fetching models, a command",
    "no_volume": "a start of the recorder",
    "not_a_segment": "checking files, a command",
    "not_in_tree": "checking proofs, a command",
    "port_taken": "a start",
    "retention_missing": "a start of the recorder",
    "runtime_absent": "a start of the analyst",
    "s3_default_retention": "a start with S3",
    "s3_needs_encryption": "a start with S3",
    "s3_no_object_lock": "a start with S3",
    "s3_no_versions": "a start with S3",
    "s3_object_missing": "copying to S3, in the recorder",
    "s3_secret_missing": "a start with S3",
    "s3_unreachable": "copying to S3, in the recorder",
    "second_factor_needed": "the page asks for the code instead of telling a failure",
    "signing_key": "a start",
    "tsa_bad_answer": "stamping checkpoints, in the centre",
    "tsa_unavailable": "stamping checkpoints, in the centre",
    "unknown_class": "pages offer the classes that there are",
    "unknown_model": "a start of the analyst",
    "unknown_rule": "pages offer the kinds that there are",
    "unknown_runtime": "a start of the analyst",
    "unreadable_film": "in the analyst",
    "volume_damaged": "a start of the recorder",
    "volume_not_writable": "a start of the recorder",
}


def codes():
    found = set()
    for file in (ROOT / "src/vigie").rglob("*.py"):
        room = file.relative_to(ROOT / "src/vigie").parts[0]
        if room not in SHOWN_BY_COMMANDS and room != "demo_town.py":
            found |= set(CODE.findall(file.read_text()))
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_refusal_has_words(language):
    words = "".join(file.read_text() for file in (ROOT / "web/src/i18n" / language).glob("*.ts"))
    told = set(re.findall(r"^\s+([a-z0-9_]+): ", words, re.MULTILINE))
    assert codes() - told - set(NEVER_SENT) == set()


def test_the_exceptions_are_codes_without_words():
    assert set(NEVER_SENT) - codes() == set()
