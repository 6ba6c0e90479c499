"""The rights matrix in words: docs/reference/rights.md and the page of the interface come from the policy."""

from collections.abc import Iterable

from vigie.kernel.rights import Verb
from vigie.people.model import ROLE_FR, Role
from vigie.people.policy import IMAGES, MATRIX, Condition

VERB_FR = {
    Verb.WATCH_LIVE: "voir en direct",
    Verb.REWIND: "revenir en arrière (30 min)",
    Verb.PLAY_BACK: "relire les enregistrements",
    Verb.EXPORT: "extraire",
    Verb.STEER: "piloter une caméra",
    Verb.LIFT_MASK: "lever un masque",
    Verb.HOLD: "geler des images",
    Verb.ADMINISTER: "administrer comptes et autorisations",
    Verb.SUPERVISE: "conduire la salle",
    Verb.READ_JOURNAL: "lire le journal",
    Verb.SEE_EQUIPMENT: "entretenir le matériel",
}
CONDITION_FR = {
    Condition.REASON: "motif inscrit au journal",
    Condition.BASIS: "fondement ou réquisition inscrit au journal",
    Condition.CONSULTATION: "images seulement par une consultation, avec motif et fondement",
    Condition.RECENT: "trente dernières minutes seulement",
    Condition.GRANT: "habilitation nominative du maire en vigueur",
    Condition.APPROVAL: "agrément de l’État en vigueur",
    Condition.SHARING: "déport d’images prévu par un arrêté en vigueur (CSI L252-3)",
}
MARK = {condition: chr(ord("a") + place) for place, condition in enumerate(Condition)}


def rights_page() -> str:
    """Return the reference page (Markdown)."""
    verbs = list(Verb)
    lines = [
        "# Qui peut quoi",
        "",
        "Page faite par `vigie people rights` à partir de `src/vigie/people/policy.py` ; un test la vérifie.",
        "Ce qui n’est pas écrit ici est refusé, et chaque refus est inscrit au journal.",
        "",
        "| | " + " | ".join(VERB_FR[verb] for verb in verbs) + " |",
        "|---" * (len(verbs) + 1) + "|",
    ]
    lines += [f"| **{ROLE_FR[role]}** | " + " | ".join(_cells(role, verbs)) + " |" for role in Role]
    lines += ["", "Conditions, vérifiées à chaque acte :", ""]
    lines += [f"- **{MARK[condition]}** : {CONDITION_FR[condition]}" for condition in Condition]
    images = ", ".join(VERB_FR[verb] for verb in verbs if verb in IMAGES)
    lines += [
        "",
        f"Verbes par lesquels on voit des images : {images}. Qui administre ou entretient n’en a aucun.",
        "",
        "La ligne de commande (`vigie people`, `vigie law`…) administre ; elle ne montre aucune image.",
        "",
    ]
    return "\n".join(lines)


def _cells(role: Role, verbs: Iterable[Verb]) -> list[str]:
    cells = []
    for verb in verbs:
        conditions = MATRIX[role].get(verb)
        if conditions is None:
            cells.append("")
        else:
            marks = "".join(sorted(MARK[condition] for condition in conditions))
            cells.append(f"oui {marks}".strip())
    return cells
