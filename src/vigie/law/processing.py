"""The processing register's entry and the figures annexed to the impact assessment (REQ-38, REQ-39). Pure.

RGPD article 30; loi 78-17 articles 90 and 100. What a town must still write itself is named in `missing`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from vigie.law.bases import AnalyticsBasis
from vigie.law.conformity import Verdict
from vigie.law.model import PURPOSE_FR, Authorisation, Purpose

POLICE_JUSTICE = frozenset(
    {Purpose.NATIONAL_DEFENCE, Purpose.ROAD_OFFENCES, Purpose.ASSAULT_AND_THEFT, Purpose.TERRORISM}
)
"""Purposes read here as under title III of loi 78-17; the DPO decides (REQ-38)."""

RECIPIENTS = (
    "agents de la police municipale individuellement désignés et habilités par le maire (CSI R253-3)",
    "agents agréés du centre de supervision (CSI L132-14-1)",
    "police, gendarmerie, douanes, incendie et secours : agents désignés, si l’arrêté le dit (CSI L252-3)",
    "autorités judiciaires, sur réquisition",
    "commission départementale, CNIL et inspections, pour leurs contrôles (CSI L253-3)",
)
SECURITY = (
    "images chiffrées (AES-256-GCM), une clé par séquence, effacée à la destruction",
    "journal de tous les actes, en ajout seul, chaîné et signé",
    "comptes nominatifs, second facteur, verrouillage du poste, droits par fonction et par caméra",
    "aucun son, aucune biométrie, aucune recherche par l’apparence",
    "analyse automatique seulement sous une base légale enregistrée, chaque signal vérifié par une personne",
)
ACTS_FR = {
    "web:live:watched": "visionnages en direct",
    "archive:consultation:opened": "consultations d’enregistrements",
    "archive:legal_hold:placed": "conservations judiciaires posées",
    "archive:legal_hold:released": "conservations judiciaires levées",
    "archive:segments:destroyed": "passages de destruction à échéance",
    "vision:signal:raised": "signaux de l’analyse automatique",
    "vision:alert:answered": "signaux vérifiés par une personne",
    "people:access:refused": "accès refusés",
    "people:sign_in:failed": "connexions refusées",
    "law:camera:classed": "classes de caméra déclarées",
}
"""What is counted of a year of the journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Controller:
    """Who answers for the processing; empty where the town has not said it."""

    name: str = ""
    contact: str = ""
    dpo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is true of the town now.

    Attributes:
        orders: authorisations in force.
        bases: legal bases for analytics in force.
        cameras: number of cameras, by kind of place, in French.
        persons: number of open accounts, by role, in French.
        conformity: number of cameras, by verdict.
        acts: number of journal entries of the last 365 days, by tag.
    """

    orders: tuple[Authorisation, ...]
    bases: tuple[AnalyticsBasis, ...]
    cameras: Mapping[str, int]
    persons: Mapping[str, int]
    conformity: Mapping[Verdict, int]
    acts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Section:
    """One heading of the entry and its lines."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the annex."""

    group: str
    label: str
    value: int


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """The entry, the annex, and the keys of what the town still has to say."""

    sections: tuple[Section, ...]
    figures: tuple[Figure, ...]
    missing: tuple[str, ...]


def register_entry(controller: Controller, facts: Facts) -> RegisterEntry:
    """Return the entry that these facts make."""
    sections = (
        Section("Responsable du traitement", _told(controller.name, controller.contact)),
        Section("Délégué à la protection des données", _told(controller.dpo)),
        Section("Finalités et régime", _purposes(facts.orders)),
        Section("Base légale", _orders(facts.orders)),
        Section(
            "Personnes concernées", ("personnes et véhicules filmés sur la voie publique", "agents du centre")
        ),
        Section("Données", ("images datées et localisées des caméras", "journal des actes des agents")),
        Section("Destinataires", RECIPIENTS),
        Section("Durée de conservation", _retention(facts.orders)),
        Section("Transferts hors de l’Union européenne", ("aucun",)),
        Section("Sécurité", SECURITY),
        Section("Analyse automatique", _analytics(facts.bases)),
    )
    missing = tuple(name for name in ("name", "contact", "dpo") if not getattr(controller, name))
    if not facts.orders:
        missing = (*missing, "authorisation")
    return RegisterEntry(sections, figures(facts), missing)


def figures(facts: Facts) -> tuple[Figure, ...]:
    """Return the annex's figures, those of a year of acts even when they are nought."""
    covered = {camera_id for order in facts.orders for camera_id in order.cameras}
    analysed = {camera_id for basis in facts.bases for camera_id in basis.cameras}
    return (
        Figure("Caméras", "en tout", sum(facts.cameras.values())),
        *(Figure("Caméras", label, count) for label, count in sorted(facts.cameras.items())),
        Figure("Caméras", "couvertes par un arrêté en vigueur", len(covered)),
        Figure("Caméras", "analysées automatiquement", len(analysed)),
        *(Figure("Conformité technique", VERDICTS_FR[one], facts.conformity.get(one, 0)) for one in Verdict),
        *(Figure("Comptes ouverts", label, count) for label, count in sorted(facts.persons.items())),
        *(
            Figure("Actes des 365 derniers jours", label, facts.acts.get(tag, 0))
            for tag, label in ACTS_FR.items()
        ),
    )


VERDICTS_FR = {
    Verdict.CONFORMS: "caméras conformes",
    Verdict.FAILS: "caméras non conformes",
    Verdict.UNMEASURED: "caméras non mesurées",
    Verdict.UNCLASSED: "caméras à classer",
}


def _told(*lines: str) -> tuple[str, ...]:
    return tuple(line or "à compléter" for line in lines)


def _purposes(orders: tuple[Authorisation, ...]) -> tuple[str, ...]:
    found = {purpose for order in orders for purpose in order.purposes}
    return tuple(
        f"{PURPOSE_FR[each]} (CSI L251-2, {each.value}°) — {_regime(each)}"
        for each in Purpose
        if each in found
    )


def _regime(purpose: Purpose) -> str:
    law = "loi 78-17, titre III (police et justice)" if purpose in POLICE_JUSTICE else "RGPD"
    return f"{law}, à confirmer par le délégué"


def _orders(orders: tuple[Authorisation, ...]) -> tuple[str, ...]:
    told = (
        f"arrêté n° {order.number}, {order.prefecture}, "
        f"du {order.first_day:%d/%m/%Y} au {order.last_day:%d/%m/%Y}, "
        f"{len(order.cameras)} caméras"
        for order in orders
    )
    return ("CSI L251-1 et suivants, mission d’intérêt public", *told)


def _retention(orders: tuple[Authorisation, ...]) -> tuple[str, ...]:
    days = sorted({order.retention_days for order in orders})
    told = tuple(f"{count} jours au plus, jamais plus d’un mois (CSI L252-5)" for count in days)
    return (*told, "journal des actes : trois ans au plus (CSI R253-5)")


def _analytics(bases: tuple[AnalyticsBasis, ...]) -> tuple[str, ...]:
    if not bases:
        return ("aucune : désactivée faute de base légale enregistrée",)
    return tuple(
        f"{basis.text} ; {basis.event} ; arrêté {basis.order_number} ; {len(basis.cameras)} caméras"
        for basis in bases
    )
