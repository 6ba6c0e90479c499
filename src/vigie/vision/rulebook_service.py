"""What people do with rules: read, save a version, activate it, switch all off. Authorise, act, journal.

A rule that no legal basis covers now is refused at activation (R5, REQ-63); it would not run anyway, for the
analysis asks the law again at every picture. Diagnostics of the equipment need no basis.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vigie.audit import Entry, Journal, Tag
from vigie.cameras.service import Cameras
from vigie.kernel.errors import BadInput, NotFound, Refused
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import Clock
from vigie.kernel.rights import Gate, Principal, Verb
from vigie.kernel.store import Database, Transaction
from vigie.law.analytics import AnalyticsBases
from vigie.law.bases import AnalyticsBasis
from vigie.vision import rulebook_store as store
from vigie.vision.journal_sink import plain
from vigie.vision.legal import EVENTS, LegalGate, Verdict
from vigie.vision.ports import RuleSpec
from vigie.vision.rulebook_model import InForce, RuleSet, calibration_of, check_rules
from vigie.vision.signals import EQUIPMENT_KINDS, RuleKind

RULES_SAVED = Tag("vision:rules:saved")
RULES_ACTIVATED = Tag("vision:rules:activated")
RULES_SWITCHED_OFF = Tag("vision:rules:switched_off")


@dataclass(frozen=True, slots=True)
class KindState:
    """Whether a kind may run on a camera now: on which basis, or why not."""

    kind: RuleKind
    event: str | None
    basis: AnalyticsBasis | None
    closed: str | None


@dataclass(frozen=True, slots=True)
class CameraAnalytics:
    """A camera's versions, newest first, which one runs, and what the law allows there now."""

    camera_id: CameraId
    versions: Sequence[RuleSet]
    running: InForce | None
    kinds: Sequence[KindState]


class Rules:
    """The use cases of rules; who supervises decides on them."""

    def __init__(
        self,
        database: Database,
        gate: Gate,
        journal: Journal,
        clock: Clock,
        cameras: Cameras,
        bases: AnalyticsBases,
    ) -> None:
        self._database = database
        self._gate = gate
        self._journal = journal
        self._clock = clock
        self._cameras = cameras
        self._bases = bases

    async def of_camera(self, principal: Principal, camera_id: CameraId) -> CameraAnalytics:
        """Return a camera's rules and their legal state.

        Raises:
            NotFound: there is no such camera.
            Refused: the principal does not supervise.
        """
        await self._gate.authorise(principal, Verb.SUPERVISE)
        await self._known(camera_id)
        async with self._database.snapshot() as tx:
            versions = await store.versions(tx, camera_id)
            running = await store.in_force(tx, camera_id)
        return CameraAnalytics(camera_id, versions, running, await self._kinds(camera_id))

    async def running(self, principal: Principal) -> Mapping[CameraId, RuleSet]:
        """Return what every camera runs.

        Raises:
            Refused: the principal does not supervise.
        """
        await self._gate.authorise(principal, Verb.SUPERVISE)
        async with self._database.snapshot() as tx:
            return await store.all_in_force(tx)

    async def save(
        self,
        principal: Principal,
        camera_id: CameraId,
        rules: Sequence[Mapping[str, Any]],
        size_px: tuple[int, int],
        calibration: Mapping[str, Any] | None = None,
    ) -> RuleSet:
        """Keep a new version; nothing runs by it until it is activated.

        Raises:
            BadInput: a rule or the calibration is impossible; the message names it.
            NotFound: there is no such camera.
            Refused: the principal does not supervise.
        """
        await self._gate.authorise(principal, Verb.SUPERVISE)
        await self._known(camera_id)
        check_rules(rules, size_px)
        calibration_of(calibration)
        async with self._database.transaction() as tx:
            number = await store.newest_version(tx, camera_id) + 1
            new = self._version(principal, camera_id, number, rules, size_px, calibration)
            await self._write(tx, principal, new)
        return new

    async def activate(self, principal: Principal, camera_id: CameraId, version: int) -> InForce:
        """Run a version from now on.

        Raises:
            NotFound: there is no such version.
            Refused: a rule has no legal basis in force; or the principal does not supervise.
        """
        await self._gate.authorise(principal, Verb.SUPERVISE)
        async with self._database.snapshot() as tx:
            wanted = await store.find(tx, camera_id, version)
        if wanted is None:
            raise NotFound(f"{camera_id} has no rules of version {version}", code="rules_unknown")
        used = self._covered(LegalGate(await self._bases.all()), camera_id, wanted.specs())
        async with self._database.transaction() as tx:
            return await self._run(tx, principal, camera_id, version, used)

    async def begin(
        self,
        principal: Principal,
        wanted: Mapping[CameraId, Sequence[Mapping[str, Any]]],
        size_px: tuple[int, int],
    ) -> list[CameraId]:
        """Give many cameras their first rules and run them; return which had none before.

        Raises:
            BadInput: a rule is impossible.
            Refused: a rule has no legal basis in force; or the principal does not supervise.
        """
        await self._gate.authorise(principal, Verb.SUPERVISE)
        for rules in wanted.values():
            check_rules(rules, size_px)
        gate, begun = LegalGate(await self._bases.all()), list[CameraId]()
        async with self._database.transaction() as tx:
            for camera_id, rules in wanted.items():
                if await store.newest_version(tx, camera_id) == 0:
                    first = self._version(principal, camera_id, 1, rules, size_px)
                    bases = self._covered(gate, camera_id, first.specs())
                    await self._write(tx, principal, first)
                    await self._run(tx, principal, camera_id, 1, bases)
                    begun.append(camera_id)
        return begun

    async def switch_off(self, principal: Principal, camera_id: CameraId, reason: str) -> None:
        """Run no rule on a camera any more; its equipment stays watched.

        Raises:
            BadInput: no reason is given.
            NotFound: none runs.
            Refused: the principal does not supervise.
        """
        await self._gate.authorise(principal, Verb.SUPERVISE)
        why = reason.strip()
        if not why:
            raise BadInput("a reason is needed", code="reason_needed", field="reason")
        async with self._database.transaction() as tx:
            if not await store.take_out_of_force(tx, camera_id):
                raise NotFound("no rule runs on this camera", code="rules_not_running")
            await self._journal.record(tx, Entry.by(principal, RULES_SWITCHED_OFF, camera_id, reason=why))

    def _version(
        self,
        principal: Principal,
        camera_id: CameraId,
        number: int,
        rules: Sequence[Mapping[str, Any]],
        size_px: tuple[int, int],
        calibration: Mapping[str, Any] | None = None,
    ) -> RuleSet:
        return RuleSet(
            camera_id=camera_id,
            version=number,
            rules=tuple(rules),
            size_px=size_px,
            author=principal.account_id,
            author_name=principal.name,
            saved=self._clock.now(),
            calibration=calibration,
        )

    async def _write(self, tx: Transaction, principal: Principal, new: RuleSet) -> None:
        await store.save(tx, new)
        details = plain({"version": new.version, "rules": list(new.rules)})
        await self._journal.record(tx, Entry.by(principal, RULES_SAVED, new.camera_id, details=details))

    async def _run(
        self,
        tx: Transaction,
        principal: Principal,
        camera_id: CameraId,
        version: int,
        used: Mapping[str, str | None],
    ) -> InForce:
        now = self._clock.now()
        await store.put_in_force(tx, camera_id, version, principal.account_id, principal.name, now)
        details = {"version": version, "bases": dict(used)}
        await self._journal.record(tx, Entry.by(principal, RULES_ACTIVATED, camera_id, details=details))
        return InForce(camera_id, version, principal.name, now)

    def _covered(
        self, gate: LegalGate, camera_id: CameraId, specs: Sequence[RuleSpec]
    ) -> dict[str, str | None]:
        """Return the basis of each rule.

        Raises:
            Refused: one has none; `reason` says why, `rule` which.
        """
        now = self._clock.now()
        used: dict[str, str | None] = {}
        for spec in specs:
            verdict = gate.verdict(camera_id, spec.kind, spec.parameters, now)
            if verdict.closed is not None:
                raise Refused(
                    f"rule {spec.rule_id} ({spec.kind.value}) may not run here now: {verdict.closed.value}",
                    code=f"rule_{verdict.closed.value}",
                    rule=spec.rule_id,
                    kind=spec.kind.value,
                )
            used[spec.rule_id] = verdict.basis_id
        return used

    async def _kinds(self, camera_id: CameraId) -> list[KindState]:
        bases = {basis.id: basis for basis in await self._bases.all()}
        gate, now = LegalGate(bases.values()), self._clock.now()
        drawn = {"field_px": ((0, 0), (1, 0), (1, 1))}
        return [_state(kind, gate.verdict(camera_id, kind, drawn, now), bases) for kind in RuleKind]

    async def _known(self, camera_id: CameraId) -> None:
        if camera_id not in {camera.id for camera in await self._cameras.all()}:
            raise NotFound(f"there is no camera {camera_id}", code="camera_unknown")


def _state(kind: RuleKind, verdict: Verdict, bases: Mapping[str, AnalyticsBasis]) -> KindState:
    event = None if kind in EQUIPMENT_KINDS else EVENTS.get(kind)
    basis = None if verdict.basis_id is None else bases[verdict.basis_id]
    closed = None if verdict.closed is None else verdict.closed.value
    return KindState(kind, None if event is None else event.value, basis, closed)
