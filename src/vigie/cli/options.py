"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

Config = Annotated[Path | None, Parameter(name="--config", help="Fichier de réglages (vigie.toml).")]
