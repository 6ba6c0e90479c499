"""Writes docs/reference/settings.md from the settings themselves, so that it cannot say anything else."""

from typing import Any

from pydantic import BaseModel
from pydantic_core import to_json

from vigie.settings import Settings

HEAD = """# Settings

Made by `vigie settings reference`; a test compares. `vigie settings show` prints what is in force.

Settings stand in `vigie.toml` (working folder, `/etc/vigie/`, or where `--config` or `VIGIE_CONFIG` says) and
in the environment, which wins: `VIGIE_SECTION__KEY=value`, lists as JSON. An unknown key is an error.
"""


def page() -> str:
    """Return the reference page, Markdown."""
    plain = {name: field for name, field in Settings.model_fields.items() if not _is_section(field)}
    sections: dict[str, Any] = {k: field for k, field in Settings.model_fields.items() if _is_section(field)}
    parts = [HEAD, "## At the top of the file\n", _table(plain)]
    for name, field in sections.items():
        parts += [f"## `[{name}]`\n", f"{field.description}\n", _table(field.annotation.model_fields)]
    return "\n".join(parts)


def _is_section(field: Any) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)


def _table(fields: dict[str, Any]) -> str:
    lines = ["| key | default | meaning |", "|---|---|---|"]
    lines += [f"| `{name}` | {_default(field)} | {field.description} |" for name, field in fields.items()]
    return "\n".join(lines) + "\n"


def _default(field: Any) -> str:
    value = field.get_default(call_default_factory=True)
    return "none" if value is None else f"`{to_json(value).decode()}`"
