"""`vigie prepare`: a data folder made ready, so that everything can be set up before anything runs."""

from rich.console import Console

from vigie.bootstrap.schema import migrate
from vigie.cameras.vault import Vault
from vigie.cli.options import HERE, Where

NEXT = """Prêt : {data}
Ensuite, avec les mêmes --config ou --data :
  vigie cameras add, vigie cameras import      les caméras
  vigie law authorise                          l’arrêté préfectoral
  vigie people add, approve, grant             les comptes et leurs pièces
puis vigie run."""


def prepare(*, where: Where = HERE) -> None:
    """Préparer le dossier des données : base de cette version, clés. Sans danger s’il est déjà prêt."""
    settings = where.settings
    migrate(settings)
    Vault.open_file(settings.camera_key)
    Console(highlight=False).print(NEXT.format(data=settings.data))
