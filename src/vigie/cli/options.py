"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

Data = Annotated[
    Path | None, Parameter(name="--data", help="Dossier des données ; sinon celui des réglages.")
]
Config = Annotated[Path | None, Parameter(name="--config", help="Fichier de réglages (vigie.toml).")]
