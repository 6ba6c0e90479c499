"""The table of routes, second part: those of a whole centre, one's own, and the public ones.

Together with `routes.ROUTES` it names every operation of the OpenAPI document: a test fails when a new route
stands in neither, so none is forgotten by the tests of attacks and of chance.
"""

from vigie.people.model import Role
from vigie.testing.routes import EVERYBODY, LEAD, ROUTES, Route, matches

WATCHERS = {
    Role.MUNICIPAL_POLICE,
    Role.COMMUNAL_AGENT,
    Role.PRIVATE_AGENT,
    Role.SUPERVISOR,
    Role.POLICE_LIAISON,
}
"""Who watches live without giving a reason first."""
KEEPER = {Role.TECHNICIAN}
LAYOUT = {"name": "Essai", "tiles": 1, "cameras": [None], "shared": True}
RULES = {"rules": [], "width_px": 640, "height_px": 360}
ANSWER = {"verdict": "false_alarm", "reason": "essai d’attaque"}
WHY = {"reason": "essai d’attaque"}
REPLAY = {
    "rules": [{"id": "r"}],
    "width_px": 640,
    "height_px": 360,
    "start_us": 1,
    "end_us": 2,
    "consultation": "none",
}
POINTS: dict[str, list[list[float]]] = {"points_px": [], "points_m": []}
PEOPLE = {"feet_px": [], "heights_px": [], "width_px": 640, "height_px": 360}

PUBLIC = {
    ("GET", "/api/system/welcome"),
    ("GET", "/api/health"),
    ("GET", "/metrics"),
    ("POST", "/api/session"),
    ("DELETE", "/api/session"),
    ("POST", "/api/session/unlock"),
    ("POST", "/api/session/passkey-sign-in/begin"),
    ("POST", "/api/session/passkey-sign-in"),
    ("POST", "/api/session/passkey-unlock"),
    ("GET", "/api/session/means"),
    ("POST", "/api/session/oidc/begin"),
    ("POST", "/api/session/oidc/answer"),
    ("POST", "/api/session/oidc/enter"),
    ("POST", "/api/session/oidc/back-channel-logout"),
}
"""Operations that ask nobody who they are; each checks what it is given by itself."""

FROM_SERVERS = {"/api/session/oidc/back-channel-logout"}
"""What other servers write to: a signed token is believed there, and no cookie."""

OWN = {
    ("POST", "/api/session/oidc/leave"),
    ("POST", "/api/session/oidc/link"),
    ("POST", "/api/session/oidc/unlink"),
    ("POST", "/api/session/lock"),
    ("GET", "/api/session/mine"),
    ("DELETE", "/api/session/mine/{session_id}"),
    ("POST", "/api/session/password"),
    ("POST", "/api/session/second-factor/propose"),
    ("PUT", "/api/session/second-factor"),
    ("POST", "/api/session/second-factor/disable"),
    ("GET", "/api/session/passkeys"),
    ("POST", "/api/session/passkeys"),
    ("POST", "/api/session/passkeys/begin"),
    ("DELETE", "/api/session/passkeys/{passkey_id}"),
}
"""Operations on one's own account alone: what they name is looked for among one's own."""

CENTRE_ROUTES: list[Route] = [
    ("GET", "/api/cameras", None, EVERYBODY),
    ("GET", "/api/cameras/cam-001", None, EVERYBODY),
    ("POST", "/api/cameras", {"name": "x", "main_url": "http://x"}, KEEPER),
    ("PATCH", "/api/cameras/none", {"name": "x"}, KEEPER),
    ("DELETE", "/api/cameras/none", None, KEEPER),
    ("POST", "/api/cameras/probe", {"host": "127.0.0.1:1"}, KEEPER),
    ("GET", "/api/communes", None, EVERYBODY),
    ("PUT", "/api/communes/93007", {"name": "Essai", "mayor": "Personne"}, {Role.MANAGER}),
    ("GET", "/api/layouts", None, EVERYBODY),
    ("POST", "/api/layouts", LAYOUT, LEAD),
    ("PUT", "/api/layouts/none", LAYOUT, EVERYBODY),  # 404: somebody else's own looks like none
    ("DELETE", "/api/layouts/none", None, EVERYBODY),
    ("GET", "/api/archive/segments/none/init.mp4?consultation=none", None, EVERYBODY),  # 404 first
    ("GET", "/api/archive/segments/none/media.m4s?consultation=none", None, EVERYBODY),
    ("GET", "/api/alerts", None, WATCHERS),
    ("GET", "/api/alerts/figures", None, {*WATCHERS, Role.MANAGER}),
    ("GET", "/api/alerts/none", None, EVERYBODY),  # 404 before any right is asked, here and below
    ("POST", "/api/alerts/none/answer", ANSWER, EVERYBODY),
    ("DELETE", "/api/alerts/none/answer", None, EVERYBODY),
    ("GET", "/api/alerts/none/clip.mp4", None, EVERYBODY),
    ("GET", "/api/analytics/kinds", None, EVERYBODY),
    ("GET", "/api/analytics/running", None, LEAD),
    ("GET", "/api/analytics/cameras/cam-001", None, LEAD),
    ("POST", "/api/analytics/cameras/none/versions", RULES, LEAD),
    ("POST", "/api/analytics/cameras/none/activate", {"version": 1}, LEAD),
    ("POST", "/api/analytics/cameras/none/switch-off", WHY, LEAD),
    ("POST", "/api/analytics/cameras/none/replays", REPLAY, LEAD),
    ("GET", "/api/analytics/replays/none", None, EVERYBODY),  # 404: somebody else's looks like none
    ("DELETE", "/api/analytics/replays/none", None, EVERYBODY),
    ("GET", "/api/analytics/replays/none/pictures/1.jpg", None, EVERYBODY),
    ("POST", "/api/analytics/calibration", POINTS, EVERYBODY),  # arithmetic on what is sent
    ("POST", "/api/analytics/calibration/people", PEOPLE, EVERYBODY),
    ("GET", "/api/analytics/suspension", None, {*WATCHERS, Role.MANAGER}),
    ("POST", "/api/analytics/suspension", WHY, {*WATCHERS, Role.MANAGER}),
    ("POST", "/api/analytics/suspension/end", WHY, LEAD),
    ("GET", "/api/journal/tags", None, EVERYBODY),  # empty for those who do not read the journal
    ("GET", "/api/system", None, EVERYBODY),
]


def everything() -> list[Route]:
    """Return both parts."""
    return [*ROUTES, *CENTRE_ROUTES]


def is_named(method: str, path: str) -> bool:
    """Tell whether a part of the table names an operation of the OpenAPI document."""
    if (method, path) in PUBLIC or (method, path) in OWN:
        return True
    return any(named == method and matches(path, each) for named, each, _, _ in everything())


def allowed(method: str, path: str) -> set[Role] | None:
    """Return who may call a path of the OpenAPI document; None when no right of a role is asked."""
    for named, each, _, roles in everything():
        if named == method and matches(path, each):
            return roles
    return None
