"""Answers a camera's demand for a password: Basic (RFC 7617) and Digest (RFC 2617, RFC 7616).

The strongest scheme the camera offers is used. A password is never sent in clear (Basic) where Digest is
offered.
"""

import hashlib
import re
import secrets
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

_PARAMETER = re.compile(r'([A-Za-z0-9_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]*))')
MAX_CHALLENGE = 4_096
_STRENGTH = ("MD5", "MD5-SESS", "SHA-256", "SHA-256-SESS")

Hash = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a camera demands; `algorithm` as it wrote it, empty when it named none."""

    scheme: str
    realm: str
    nonce: str
    opaque: str | None
    algorithm: str
    qop: str | None
    stale: bool


def read_challenges(headers: list[str]) -> list[Challenge]:
    """Return the demands of `WWW-Authenticate` headers that can be met, strongest first."""
    found = [challenge for header in headers[:8] for challenge in _read(header[:MAX_CHALLENGE])]
    return sorted(found, key=_strength, reverse=True)


class Account:
    """Writes `Authorization` headers for one camera, once it has said what it wants."""

    def __init__(self, username: str, password: str) -> None:
        self._username = username
        self._password = password
        self._challenge: Challenge | None = None
        self._count = 0

    @property
    def asked(self) -> bool:
        """Whether a demand was accepted, so that the next 401 means a wrong password (unless it is stale)."""
        return self._challenge is not None

    def accept(self, headers: list[str]) -> bool:
        """Take a 401's demands; return whether another try makes sense."""
        challenges = read_challenges(headers)
        if not challenges:
            return False
        before, now = self._challenge, challenges[0]
        self._challenge, self._count = now, 0
        return before is None or now.stale or before.nonce != now.nonce

    def header(self, method: str, url: str) -> str | None:
        """Return the value of `Authorization` for a request; None before the camera demanded any."""
        challenge = self._challenge
        if challenge is None:
            return None
        if challenge.scheme == "basic":
            return "Basic " + b64encode(f"{self._username}:{self._password}".encode()).decode()
        return self._digest(challenge, method, url)

    def _digest(self, challenge: Challenge, method: str, url: str) -> str:
        self._count += 1
        count, client = f"{self._count:08x}", secrets.token_hex(8)
        make = _hash(challenge.algorithm)
        secret = make(f"{self._username}:{challenge.realm}:{self._password}")
        if challenge.algorithm.upper().endswith("-SESS"):
            secret = make(f"{secret}:{challenge.nonce}:{client}")
        request = make(f"{method}:{url}")
        middle = f"{count}:{client}:{challenge.qop}:" if challenge.qop else ""
        fields = {
            "username": self._username,
            "realm": challenge.realm,
            "nonce": challenge.nonce,
            "uri": url,
            "response": make(f"{secret}:{challenge.nonce}:{middle}{request}"),
        }
        if challenge.opaque is not None:
            fields["opaque"] = challenge.opaque
        if challenge.qop or challenge.algorithm.upper().endswith("-SESS"):
            fields["cnonce"] = client
        text = ", ".join(f'{key}="{_quoted(value)}"' for key, value in fields.items())
        if challenge.algorithm:
            text += f", algorithm={challenge.algorithm}"
        return f"Digest {text}, qop={challenge.qop}, nc={count}" if challenge.qop else f"Digest {text}"


def _read(header: str) -> list[Challenge]:
    """Read one header; a camera may write several demands in one."""
    starts = [
        match.start() for match in re.finditer(r"(?:^|[\s,])(?:Basic|Digest)(?=\s|$)", header, re.IGNORECASE)
    ]
    texts = [header[a:b] for a, b in pairwise([*starts, len(header)])]
    read = (_challenge(text.strip(" ,\t")) for text in texts)
    return [challenge for challenge in read if challenge is not None]


def _challenge(text: str) -> Challenge | None:
    scheme, *words = text.split(maxsplit=1)
    rest = words[0] if words else ""
    values = {
        key.lower(): _plain(quoted) if quoted else bare for key, quoted, bare in _PARAMETER.findall(rest)
    }
    scheme = scheme.lower()
    algorithm = values.get("algorithm", "")
    offered = [item.strip().lower() for item in values.get("qop", "").split(",") if item.strip()]
    if scheme == "digest":
        unknown = algorithm and algorithm.upper() not in _STRENGTH
        if unknown or not values.get("nonce") or (offered and "auth" not in offered):
            return None
    qop = "auth" if scheme == "digest" and "auth" in offered else None
    realm, nonce, opaque = values.get("realm", ""), values.get("nonce", ""), values.get("opaque")
    return Challenge(scheme, realm, nonce, opaque, algorithm, qop, values.get("stale", "").lower() == "true")


def _strength(challenge: Challenge) -> int:
    if challenge.scheme == "basic":
        return -1
    return _STRENGTH.index(challenge.algorithm.upper() or "MD5")


def _hash(algorithm: str) -> Hash:
    make = hashlib.sha256 if algorithm.upper().startswith("SHA-256") else _md5
    return lambda text: make(text.encode()).hexdigest()


def _md5(data: bytes) -> "hashlib._Hash":
    return hashlib.md5(data, usedforsecurity=False)  # the cameras' protocol asks for it


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
