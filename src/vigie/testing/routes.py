"""The table of routes and who may call them: what tests of attacks and of chance hold the API against."""

import re
from collections.abc import Mapping

from vigie.people.model import Role

LEAD = {Role.MANAGER, Role.SUPERVISOR}
READERS = {*LEAD, Role.DPO, Role.INSPECTOR}
EVERYBODY = set(Role)
PLAYERS = {
    Role.MUNICIPAL_POLICE,
    Role.COMMUNAL_AGENT,
    Role.SUPERVISOR,
    Role.ELECTED_MEMBER,
    Role.POLICE_LIAISON,
}
TARGET = Role.PRIVATE_AGENT
WRITE = {"reason": "essai d’attaque"}
APPROVAL = {"authority": "prefect", "number": "1", "department": "93", "starts_us": 1, "ends_us": 2}
GRANT = {"number": "1", "granted_by": "moi", "starts_us": 1, "ends_us": 2}
ACCOUNT = {"username": "intrus-1", "name": "Intrus", "role": "manager", "password": "Douze-Lettres-1"}
ORDER = {
    "number": "1",
    "prefecture": "moi",
    "signed": "2027-01-01",
    "first_day": "2027-01-01",
    "last_day": "2027-01-02",
    "retention_days": 30,
    "purposes": ["1"],
    "cameras": ["cam-001"],
}
BASIS = {
    "text": "loi",
    "order_number": "1",
    "authority": "moi",
    "event": "fête",
    "kinds": ["fire"],
    "cameras": ["cam-001"],
    "starts_us": 1,
    "ends_us": 2,
    "attestation": "oui",
}
CONSULTATION = {
    "camera_ids": ["cam-001"],
    "start_us": 1,
    "end_us": 2,
    "reason": "essai d’attaque",
    "basis": "aucun",
}
ROTA = {"first_day": "2027-02-01", "days": 1, "starts": [0], "length_minutes": 60, "people": [["nobody"]]}

OATH = {"kind": "oath", "title": "x", "signed_us": 1}
SIGN = {"controller": "moi", "contact": "ici", "dpo": "personne"}
SERVICE = {
    "cameras": ["none"],
    "commissioned": "2027-01-10",
    "notified": "2027-01-04",
    "reference": "essai",
}
AGREEMENT = {
    "kind": "state",
    "number": "1",
    "parties": ["Ville", "État"],
    "communes": ["93001"],
    "signed": "2027-01-01",
    "first_day": "2027-01-01",
    "last_day": "2027-01-02",
}
ROOM = {Role.MUNICIPAL_POLICE, Role.COMMUNAL_AGENT, Role.PRIVATE_AGENT, *LEAD, Role.POLICE_LIAISON}

VISIT = {"authority": "cnil", "members": ["Mme Petit"], "reason": "essai"}

HOLD = {
    "camera_id": "cam-001",
    "start_us": 1,
    "end_us": 2,
    "reference": "PV 2027/1",
    "reason": "essai d’attaque",
}

Route = tuple[str, str, Mapping[str, object] | None, set[Role]]
"""Method, call, body, and who may: everybody else is refused (403)."""

ROUTES: list[Route] = [
    ("GET", "/api/session", None, EVERYBODY),
    ("GET", "/api/session/access", None, EVERYBODY),
    ("GET", "/api/people", None, LEAD),
    ("GET", "/api/people/sessions", None, LEAD),
    ("GET", "/api/people/warnings", None, LEAD),
    ("GET", "/api/people/rights", None, EVERYBODY),
    ("GET", "/api/people/{target}", None, {*LEAD, TARGET}),
    ("GET", "/api/people/{target}/proof.pdf", None, {*LEAD, TARGET}),
    ("GET", "/api/people/consultations/none/proof.pdf", None, READERS),
    ("POST", "/api/people", ACCOUNT, {Role.MANAGER}),
    ("PATCH", "/api/people/nobody", {"role": "manager"}, {Role.MANAGER}),
    ("POST", "/api/people/nobody/suspend", WRITE, {Role.MANAGER}),
    ("POST", "/api/people/nobody/resume", WRITE, {Role.MANAGER}),
    ("POST", "/api/people/nobody/password", {"password": "Douze-Lettres-1"}, {Role.MANAGER}),
    ("POST", "/api/people/nobody/means/forget", WRITE, {Role.MANAGER}),
    ("GET", "/api/people/{target}/identity", None, {*LEAD, TARGET}),
    ("PUT", "/api/people/nobody/identity", {"subject": "intrus", **WRITE}, {Role.MANAGER}),
    ("POST", "/api/people/nobody/identity/remove", WRITE, {Role.MANAGER}),
    ("GET", "/api/session/oidc/identity", None, EVERYBODY),
    ("POST", "/api/people/nobody/approvals", APPROVAL, {Role.MANAGER}),
    ("POST", "/api/people/nobody/grants", GRANT, {Role.MANAGER}),
    ("POST", "/api/people/approvals/none/suspend", WRITE, EVERYBODY),  # 404 before any right is asked
    ("POST", "/api/people/approvals/none/resume", WRITE, EVERYBODY),
    ("POST", "/api/people/grants/none/revoke", WRITE, EVERYBODY),
    ("POST", "/api/people/nobody/qualifications", OATH, {Role.MANAGER}),
    ("GET", "/api/confirmations", None, EVERYBODY),
    ("POST", "/api/confirmations", {"act": "delete_camera", "subject": "x", **WRITE}, {Role.TECHNICIAN}),
    ("GET", "/api/shifts?start_us=1&end_us=2", None, EVERYBODY),  # one's own, as the calendar
    ("GET", "/api/shifts/calendar.ics?start_us=1&end_us=2", None, EVERYBODY),
    ("GET", "/api/shifts/colleagues", None, ROOM),
    ("GET", "/api/swaps", None, EVERYBODY),  # one's own
    ("POST", "/api/swaps", {"shift_id": "none", "to_account_id": "none"}, EVERYBODY),  # 404
    ("GET", "/api/handovers", None, EVERYBODY),  # one's own
    ("POST", "/api/handovers", {"to_account_id": "none", "text": "x"}, EVERYBODY),  # 404
    ("POST", "/api/handovers/none/take", None, EVERYBODY),  # 404: another's looks like none
    ("GET", "/api/shifts/on-duty", None, LEAD),
    ("POST", "/api/shifts", ROTA, LEAD),
    ("DELETE", "/api/shifts/none", None, LEAD),
    ("POST", "/api/swaps/none/decide", {"agree": True}, LEAD),
    ("POST", "/api/confirmations/none/answer", {"agree": True}, LEAD),
    ("POST", "/api/law/authorisations", ORDER, {Role.MANAGER}),
    ("POST", "/api/law/authorisations/none/revoke", WRITE, {Role.MANAGER}),
    ("POST", "/api/law/analytics-bases", BASIS, {Role.MANAGER}),
    ("POST", "/api/law/analytics-bases/none/revoke", WRITE, {Role.MANAGER}),
    ("GET", "/api/law/authorisations", None, EVERYBODY),
    ("GET", "/api/law/analytics-bases", None, EVERYBODY),
    ("GET", "/api/law/renewals", None, EVERYBODY),
    ("GET", "/api/law/purposes", None, EVERYBODY),
    ("GET", "/api/law/authority", None, EVERYBODY),
    ("POST", "/api/law/authorisations/none/notice", SIGN, EVERYBODY),
    ("POST", "/api/law/authorisations/none/notice.pdf", SIGN, EVERYBODY),
    ("GET", "/api/law/commissionings", None, EVERYBODY),
    ("POST", "/api/law/commissionings", SERVICE, {Role.MANAGER}),
    ("GET", "/api/law/agreements", None, EVERYBODY),
    ("POST", "/api/law/agreements", AGREEMENT, {Role.MANAGER}),
    ("POST", "/api/law/agreements/none/end", WRITE, {Role.MANAGER}),
    ("GET", "/api/law/conformity", None, EVERYBODY),
    ("GET", "/api/law/conformity.csv", None, EVERYBODY),
    ("GET", "/api/law/conformity.pdf", None, EVERYBODY),
    ("PUT", "/api/law/conformity/cam-001", {"objective": "x", "plan": "wide"}, {Role.MANAGER}),
    ("GET", "/api/law/processing", None, READERS),
    ("GET", "/api/law/processing.pdf", None, READERS),
    ("GET", "/api/law/processing.csv", None, READERS),
    ("GET", "/api/law/visits", None, READERS),
    ("POST", "/api/law/visits", VISIT, READERS),
    ("POST", "/api/law/visits/none/end", {"note": "fini"}, READERS),
    ("GET", "/api/law/programs", None, READERS),
    ("GET", "/api/law/programs.csv", None, READERS),
    ("GET", "/api/law/inspection.pdf", None, READERS),
    ("POST", "/api/archive/consultations", CONSULTATION, PLAYERS),
    ("GET", "/api/archive/cameras/cam-001/timeline?start_us=1&end_us=2", None, PLAYERS),
    ("GET", "/api/archive/timelines?camera_ids=cam-001&start_us=1&end_us=2", None, PLAYERS),
    # 404 before any right is asked: there is no such consultation
    (
        "GET",
        "/api/archive/cameras/cam-001/playlist.m3u8?start_us=1&end_us=2&consultation=none",
        None,
        EVERYBODY,
    ),
    ("GET", "/api/archive/cameras/cam-001/thumbnail?at_us=1&consultation=none", None, EVERYBODY),
    ("GET", "/api/archive/holds", None, READERS),
    ("POST", "/api/archive/holds", HOLD, LEAD),
    ("POST", "/api/archive/holds/none/release", WRITE, EVERYBODY),  # 404 before any right is asked
    ("GET", "/api/archive/destructions?since_us=1&until_us=2", None, READERS),
    ("GET", "/api/archive/destructions.csv?since_us=1&until_us=2", None, READERS),
    ("GET", "/api/archive/destructions.pdf?since_us=1&until_us=2", None, READERS),
    ("GET", "/api/journal", None, READERS),
    ("GET", "/api/journal/export.csv", None, READERS),
    ("GET", "/api/journal/export.pdf", None, READERS),
    ("GET", "/api/journal/export.vigie-journal", None, READERS),
    ("GET", "/api/journal/checkpoints", None, READERS),
]


def matches(path: str, called: str) -> bool:
    """Tell whether a call is one of a path of the OpenAPI document (`/api/people/{account_id}`)."""
    pattern = re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(path))
    return re.fullmatch(pattern, called.partition("?")[0]) is not None
