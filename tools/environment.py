"""Makes the environment that `./start` and `./check` run in: a virtual environment with locked packages.

Only the standard library is used here: this runs before anything is installed. What is already in place is
left alone (a stamp keeps the digest of what was installed), so a second start needs no network.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST_PYTHON = (3, 11)


def stop(message: str) -> None:
    """End with a message that says what to do."""
    sys.stderr.write(f"\nVigie ne peut pas démarrer : {message}\n")
    raise SystemExit(1)


def say(message: str) -> None:
    """Print one line of progress at once."""
    print(f"  {message}", flush=True)


def require_python() -> None:
    """Hand over to a newer Python of this machine when the one running is too old."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    for minor in (13, 12, 11):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, *sys.argv])
    stop("il faut Python 3.11 ou plus récent (Debian 12, Ubuntu 24.04) : apt install python3")


def as_root(command: "list[str]") -> bool:
    """Run an administrator's command if this user may; tell whether it succeeded."""
    if os.geteuid() != 0:
        if not shutil.which("sudo") or subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode:
            return False
        command = ["sudo", "-n", *command]
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    return subprocess.run(command, env=environment, stdout=subprocess.DEVNULL).returncode == 0


def apt_install(packages: "list[str]", why: str) -> None:
    """Install Debian packages that are missing; when that is not allowed, say which command to run."""
    missing = [name for name in packages if not _is_installed(name)]
    if not missing:
        return
    say(f"paquets Debian ({why}) : {' '.join(missing)}")
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing]
    if shutil.which("apt-get") and as_root(["apt-get", "update", "-q"]) and as_root(install):
        return
    stop(f"il manque des paquets ({why}). Lancez : sudo apt install {' '.join(missing)}")


def _is_installed(package: str) -> bool:
    found = subprocess.run(["dpkg-query", "-W", "-f", "${Status}", package], capture_output=True, text=True)
    return found.stdout.endswith("ok installed")


def make_venv() -> None:
    """Create the virtual environment, adding Debian's python3-venv first where it is missing."""
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True).returncode == 0
    ):
        return
    if importlib.util.find_spec("ensurepip") is None:
        apt_install(["python3-venv", "ca-certificates"], "environnement Python")
    say("environnement Python (.venv)")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)])
    if made.returncode:
        stop("l’environnement .venv n’a pas pu être créé : vérifiez la place libre et les droits du dossier")


def install(requirements: str) -> None:
    """Install the locked packages of `requirements/NAME.txt` and Vigie itself, unless already there."""
    digest = _digest(ROOT / "requirements" / f"{requirements}.txt", ROOT / "pyproject.toml")
    stamp = VENV / f"vigie-{requirements}.stamp"
    if stamp.exists() and stamp.read_text() == digest:
        return
    say(f"paquets Python (requirements/{requirements}.txt), une à trois minutes la première fois")
    pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    _run([*pip, "--require-hashes", "-r", f"requirements/{requirements}.txt"], "les paquets Python")
    _run([*pip, "--no-deps", "--no-build-isolation", "-e", "."], "Vigie")
    stamp.write_text(digest)


def build_web() -> None:
    """Build the pages; nothing is done when their sources have not changed."""
    _run([str(PYTHON), "tools/build-web"], "les pages web")


def install_peers() -> None:
    """Install the Node programs that tests speak to; nothing is done when their locks have not changed."""
    _run([str(PYTHON), "tools/install-peers"], "les programmes d’essai")


def _digest(*paths: Path) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def _run(command: "list[str]", what: str) -> None:
    started = time.monotonic()
    if subprocess.run(command, cwd=ROOT).returncode:
        stop(f"{what} : l’installation a échoué (voir au-dessus). Vérifiez le réseau, puis relancez.")
    if time.monotonic() - started > 5:  # noqa: PLR2004 - shorter steps need no report
        say(f"{what} : fait en {time.monotonic() - started:.0f} s")
