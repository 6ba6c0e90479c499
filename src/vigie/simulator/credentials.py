"""How a simulated camera checks who asks: Basic (RFC 7617), Digest by MD5 or SHA-256 (RFC 7616, 2069)."""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from enum import StrEnum
from secrets import token_hex

REALM = "Vigie simulator"
DEMO_PASSWORD = "vigie"  # noqa: S105 - published: it protects nothing but simulated cameras


class Auth(StrEnum):
    """What the cameras ask for."""

    NONE = "none"
    BASIC = "basic"
    DIGEST = "digest"
    DIGEST_SHA256 = "digest-sha256"


@dataclass(frozen=True, slots=True)
class Guard:
    """Asks for, and checks, one account's name and password.

    `quality` makes Digest ask for `qop="auth"`; many cameras do not, so it is off.
    """

    scheme: Auth = Auth.NONE
    username: str = "admin"
    password: str = DEMO_PASSWORD
    quality: bool = False
    nonce: str = field(default_factory=lambda: token_hex(16))

    def challenge(self) -> str:
        """Return the value of WWW-Authenticate."""
        if self.scheme in {Auth.NONE, Auth.BASIC}:
            return f'Basic realm="{REALM}"'
        quality = ', qop="auth"' if self.quality else ""
        name = "SHA-256" if self.scheme is Auth.DIGEST_SHA256 else "MD5"
        return f'Digest realm="{REALM}", nonce="{self.nonce}", algorithm={name}{quality}'

    def admits(self, method: str, authorization: str | None) -> bool:
        """Tell whether the Authorization header proves the password."""
        if self.scheme is Auth.NONE:
            return True
        kind, _, value = (authorization or "").partition(" ")
        if self.scheme is Auth.BASIC:
            return kind.lower() == "basic" and self._basic(value)
        return kind.lower() == "digest" and self._digest(method, value)

    def _basic(self, value: str) -> bool:
        expected = base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return hmac.compare_digest(value.strip().encode(), expected.encode())

    def _digest(self, method: str, value: str) -> bool:
        given = {name.lower(): quoted or bare for name, quoted, bare in _PAIR.findall(value)}
        if given.get("username") != self.username or given.get("nonce") != self.nonce:
            return False
        secret = self._hash(f"{self.username}:{REALM}:{self.password}")
        act = self._hash(f"{method}:{given.get('uri', '')}")
        parts = [self.nonce]
        if "qop" in given:
            parts += [given.get("nc", ""), given.get("cnonce", ""), given["qop"]]
        expected = self._hash(":".join([secret, *parts, act]))
        return hmac.compare_digest(given.get("response", "").encode(), expected.encode())

    def _hash(self, text: str) -> str:
        name = "sha256" if self.scheme is Auth.DIGEST_SHA256 else "md5"
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()


_PAIR = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^,\s]+))')
