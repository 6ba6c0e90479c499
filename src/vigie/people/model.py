"""People of a supervision centre: their role (what the law calls status), account and session. Pure."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from vigie.kernel.errors import BadInput
from vigie.kernel.ids import AccountId, SessionId
from vigie.kernel.instants import UtcUs
from vigie.kernel.rights import Principal, SensitiveAct, Verb


class Role(StrEnum):
    """Why somebody is in the centre (LAW.md REQ-10, 11, 14, 16, 17, 27)."""

    MUNICIPAL_POLICE = "municipal_police"
    COMMUNAL_AGENT = "communal_agent"
    PRIVATE_AGENT = "private_agent"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    DPO = "dpo"
    TECHNICIAN = "technician"
    ELECTED_MEMBER = "elected_member"
    POLICE_LIAISON = "police_liaison"
    INSPECTOR = "inspector"


ROLE_FR = {
    Role.MUNICIPAL_POLICE: "policier municipal",
    Role.COMMUNAL_AGENT: "agent communal agréé",
    Role.PRIVATE_AGENT: "agent d’un opérateur privé",
    Role.SUPERVISOR: "chef de salle",
    Role.MANAGER: "responsable du centre",
    Role.DPO: "délégué à la protection des données",
    Role.TECHNICIAN: "technicien",
    Role.ELECTED_MEMBER: "élu",
    Role.POLICE_LIAISON: "liaison police ou gendarmerie",
    Role.INSPECTOR: "contrôle (commission, CNIL, inspections)",
}

_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}[a-z0-9]")
MAX_NAME = 120

LOCAL = Principal(
    account_id=AccountId("local"),
    session_id=SessionId("local"),
    name="ligne de commande",
    role="local",
    address="local",
    verbs=frozenset({Verb.ADMINISTER, Verb.SUPERVISE, Verb.SEE_EQUIPMENT, Verb.READ_JOURNAL}),
)
"""Whoever may run commands on the data folder: sets up and repairs, never sees an image."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One person; never shared, never deleted (journal entries outlive it), only suspended.

    Attributes:
        demo: made by the demonstration; signs in only there.
        suspended: since when, None when in force.
        totp: whether a second factor is asked at sign-in.
    """

    id: AccountId
    username: str
    name: str
    role: Role
    demo: bool
    created: UtcUs
    suspended: UtcUs | None = None
    suspended_reason: str | None = None
    totp: bool = False
    password_hash: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sign-in at one workstation.

    Attributes:
        seen: the last request, kept to the minute.
        expires: when it ends whatever happens.
        locked: since when the workstation is locked, None when it is open.
        end_code: why it ended.
        method: how it was opened (password, passkey, oidc); None when that was not kept.
    """

    id: SessionId
    account_id: AccountId
    address: str
    started: UtcUs
    seen: UtcUs
    expires: UtcUs
    locked: UtcUs | None = None
    ended: UtcUs | None = None
    end_code: str | None = None
    method: str | None = None


def is_username(text: str) -> bool:
    """Tell whether a text can be somebody's user name at all."""
    return _USERNAME.fullmatch(text) is not None


def check_username(text: str) -> str:
    """Return the name by which somebody signs in, in its one spelling (lower case).

    Raises:
        BadInput: it has another shape.
    """
    name = text.strip().lower()
    if not is_username(name):
        raise BadInput(
            "username: 3 to 64 characters, letters a-z, digits, dot, dash and underscore",
            code="bad_username",
            field="username",
        )
    return name


def check_name(text: str) -> str:
    """Return a person's name.

    Raises:
        BadInput: it is empty or too long.
    """
    name = " ".join(text.split())
    if not name or len(name) > MAX_NAME or not name.isprintable():
        raise BadInput(f"name: 1 to {MAX_NAME} printable characters", code="bad_name", field="name")
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A request that somebody else confirm an act; it serves once, until `expires`."""

    id: str
    act: SensitiveAct
    subject: str
    reason: str
    asked_by: AccountId
    asked: UtcUs
    expires: UtcUs
    confirmed_by: str | None = None
    confirmed: UtcUs | None = None
    refused: UtcUs | None = None
    used: UtcUs | None = None
