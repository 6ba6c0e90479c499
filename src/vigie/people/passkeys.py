"""Passkeys (WebAuthn level 2): registering one while signed in, signing in with one instead of a password.

User verification (fingerprint, PIN) is required, so a passkey is two factors. A challenge serves once within
five minutes. Passkeys are bound to one address of the pages: a copied page cannot use them.
"""

import json
import secrets
from typing import Any
from urllib.parse import urlsplit

from webauthn import (
    base64url_to_bytes,
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from vigie.audit import Entry, Journal, Tag
from vigie.kernel.errors import BadInput, Conflict, NotFound, NotSignedIn
from vigie.kernel.ids import AccountId, new_id
from vigie.kernel.instants import MINUTE_US, Clock, UtcUs
from vigie.kernel.rights import Principal
from vigie.kernel.store import Database
from vigie.people import passkeys_store as kept
from vigie.people import store
from vigie.people.model import Account
from vigie.people.passkeys_store import Passkey
from vigie.people.sessions import SessionService, SignedIn
from vigie.people.tags import SIGN_IN_FAILED

REGISTERED = Tag("people:passkey:registered")
REMOVED = Tag("people:passkey:removed")

CHALLENGE_BYTES = 32
CHALLENGE_US = 5 * MINUTE_US
MAX_LABEL = 80


class Passkeys:
    """Registers passkeys and signs in with them.

    Args:
        origin: the pages' address (`https://csu.ville.fr`), to which passkeys are bound.
    """

    def __init__(
        self, database: Database, journal: Journal, clock: Clock, sessions: SessionService, origin: str
    ) -> None:
        self._database = database
        self._journal = journal
        self._clock = clock
        self._sessions = sessions
        self._origin = origin
        self._host = urlsplit(origin).hostname or ""

    async def begin_registration(self, principal: Principal) -> tuple[str, dict[str, Any]]:
        """Return a challenge's id and the options for `navigator.credentials.create`."""
        account, _ = await self._sessions.account(principal)
        async with self._database.snapshot() as tx:
            known = await kept.passkeys(tx, account.id)
        options = generate_registration_options(
            rp_id=self._host,
            rp_name="Vigie",
            user_id=account.id.encode(),
            user_name=account.username,
            user_display_name=account.name,
            challenge=secrets.token_bytes(CHALLENGE_BYTES),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=each.id) for each in known],
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        )
        challenge_id = await self._keep(options.challenge, account.id)
        return challenge_id, json.loads(options_to_json(options))

    async def register(
        self, principal: Principal, challenge_id: str, credential: dict[str, Any], label: str
    ) -> Passkey:
        """Keep the passkey that the browser made.

        Raises:
            BadInput: the answer is not right, or its challenge is over.
            Conflict: it is somebody's already.
        """
        name = label.strip()[:MAX_LABEL] or "clé d’accès"
        challenge = await self._take(challenge_id, principal.account_id)
        try:
            verified = verify_registration_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError) as error:
            raise BadInput(f"this passkey cannot be used: {error}", code="bad_passkey") from error
        new = Passkey(
            id=verified.credential_id,
            account_id=principal.account_id,
            label=name,
            public_key=verified.credential_public_key,
            sign_count=verified.sign_count,
            created=self._clock.now(),
        )
        async with self._database.transaction() as tx:
            if await kept.find(tx, new.id) is not None:
                raise Conflict("this passkey is registered already", code="passkey_exists")
            await kept.insert_passkey(tx, new)
            details = {"label": new.label}
            await self._journal.record(
                tx, Entry.by(principal, REGISTERED, principal.account_id, details=details)
            )
        return new

    async def mine(self, principal: Principal) -> list[Passkey]:
        """Return one's own passkeys."""
        async with self._database.snapshot() as tx:
            return await kept.passkeys(tx, principal.account_id)

    async def remove(self, principal: Principal, credential_id: bytes) -> None:
        """Forget one of one's own passkeys.

        Raises:
            NotFound: there is none.
        """
        async with self._database.transaction() as tx:
            if not await kept.remove(tx, principal.account_id, credential_id):
                raise NotFound("there is no such passkey", code="passkey_unknown")
            await self._journal.record(tx, Entry.by(principal, REMOVED, principal.account_id))

    async def begin_sign_in(self) -> tuple[str, dict[str, Any]]:
        """Return a challenge's id and the options for `navigator.credentials.get`; it names nobody."""
        options = generate_authentication_options(
            rp_id=self._host,
            challenge=secrets.token_bytes(CHALLENGE_BYTES),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return await self._keep(options.challenge, None), json.loads(options_to_json(options))

    async def sign_in(
        self, challenge_id: str, credential: dict[str, Any], address: str, *, reason: str | None = None
    ) -> SignedIn:
        """Sign in the owner of a passkey.

        Raises:
            BadInput: the challenge is over.
            NotSignedIn: `wrong_credentials`: the passkey is nobody's, or its answer is not right.
            Refused: the person may not sign in, or is off duty and gives no reason.
        """
        account = await self._owner(challenge_id, credential, address)
        return await self._sessions.open(account, address, method="passkey", reason=reason)

    async def unlock(
        self, token: str, challenge_id: str, credential: dict[str, Any], address: str
    ) -> Principal:
        """Open a locked session again by a passkey of its owner.

        Raises:
            BadInput: the challenge is over.
            NotSignedIn: `wrong_credentials`, or the session is over.
        """
        account = await self._owner(challenge_id, credential, address)
        return await self._sessions.unlock_proved(token, address, account, method="passkey")

    async def _owner(self, challenge_id: str, credential: dict[str, Any], address: str) -> Account:
        """Return the owner of a passkey whose answer to the challenge is right."""
        challenge = await self._take(challenge_id, None)
        async with self._database.snapshot() as tx:
            known = await kept.find(tx, _credential_id(credential))
            account = await store.account_by_id(tx, known.account_id) if known else None
        if known is None or account is None:
            raise await self._failed(None, address)
        try:
            verified = verify_authentication_response(
                credential=credential,
                expected_challenge=challenge,
                expected_rp_id=self._host,
                expected_origin=self._origin,
                credential_public_key=known.public_key,
                credential_current_sign_count=known.sign_count,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError, TypeError):
            raise await self._failed(account.id, address) from None
        async with self._database.transaction() as tx:
            await kept.used(tx, known.id, verified.new_sign_count)
        return account

    async def _failed(self, account_id: AccountId | None, address: str) -> NotSignedIn:
        """Journal a failed sign-in, and return the error to raise."""
        details = {"code": "wrong_credentials", "method": "passkey"}
        entry = Entry(tag=SIGN_IN_FAILED, actor=account_id or "unknown", address=address, details=details)
        async with self._database.transaction() as tx:
            await self._journal.record(tx, entry)
        return NotSignedIn("this passkey does not open", code="wrong_credentials")

    async def _keep(self, challenge: bytes, account_id: AccountId | None) -> str:
        challenge_id = new_id()
        expires = UtcUs(self._clock.now() + CHALLENGE_US)
        async with self._database.transaction() as tx:
            await kept.put_challenge(tx, challenge_id, account_id, challenge, expires)
        return challenge_id

    async def _take(self, challenge_id: str, account_id: AccountId | None) -> bytes:
        async with self._database.transaction() as tx:
            found = await kept.take_challenge(tx, challenge_id, account_id, self._clock.now())
        if found is None:
            raise BadInput("the challenge is over: start again", code="challenge_over")
        return found


def _credential_id(credential: dict[str, Any]) -> bytes:
    try:
        return base64url_to_bytes(str(credential["rawId"]))
    except (KeyError, ValueError):
        raise BadInput("this is no passkey's answer", code="bad_passkey") from None
