"""Notice signs for the public (REQ-29 to REQ-31; CSI R253-6): text, and a PDF with the camera pictogram."""

from dataclasses import dataclass

from vigie.audit.pdf import render
from vigie.kernel.errors import BadInput
from vigie.law.model import PURPOSE_FR, Purpose

MAX_TEXT = 200
TEMPLATE = """
#set page(margin: 20mm, header: none, numbering: none)
#align(center)[
  #box(width: 70mm, height: 52mm, fill: rgb("#0b4f8a"), radius: 4mm)[
    #place(dx: 12mm, dy: 16mm, rect(width: 34mm, height: 20mm, fill: white, radius: 2mm))
    #place(dx: 47mm, dy: 18mm, polygon(fill: white, (0mm, 5mm), (12mm, 0mm), (12mm, 16mm), (0mm, 11mm)))
    #place(dx: 18mm, dy: 21mm, circle(radius: 5mm, fill: rgb("#0b4f8a")))
    #place(dx: 26mm, dy: 36mm, rect(width: 5mm, height: 9mm, fill: white))
  ]
  #v(6mm)
  #text(size: 30pt, weight: "bold")[ESPACE PLACÉ SOUS VIDÉOPROTECTION]
]
#set text(size: 13pt)
#v(4mm)
*Responsable :* #data.controller

*Finalités :*
#list(..data.purposes)

*Conservation des images :* #data.retention

*Vos droits :* accès aux images vous concernant, vérification de leur effacement, réclamation.
Adressez-vous à #data.contact. Délégué à la protection des données : #data.dpo.
Réclamation possible auprès de la CNIL (3, place de Fontenoy, TSA 80715, 75334 Paris Cedex 07, www.cnil.fr)
ou de la commission départementale de vidéoprotection.

#text(size: 10pt)[Code de la sécurité intérieure, articles L251-1 et suivants et R253-6.
Autorisation préfectorale n° #data.number.]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a sign says."""

    controller: str
    contact: str
    dpo: str
    number: str
    retention_days: int
    purposes: tuple[Purpose, ...]


def notice_text(notice: Notice) -> str:
    """Return the sign's text, for web pages and screen readers.

    Raises:
        BadInput: a field that the law asks for is missing.
    """
    _check(notice)
    purposes = "\n".join(f"- {PURPOSE_FR[each]}" for each in notice.purposes)
    return (
        "Espace placé sous vidéoprotection\n\n"
        f"Responsable : {notice.controller}\n\nFinalités :\n{purposes}\n\n"
        f"Conservation des images : {notice.retention_days} jours au plus\n\n"
        f"Droits d’accès et de vérification de l’effacement : {notice.contact}\n"
        f"Délégué à la protection des données : {notice.dpo}\n"
        "Réclamation : CNIL, ou commission départementale de vidéoprotection\n\n"
        f"CSI, articles L251-1 et suivants et R253-6 ; autorisation n° {notice.number}\n"
    )


async def notice_pdf(notice: Notice) -> bytes:
    """Return the sign as PDF, A4.

    Raises:
        BadInput: a field that the law asks for is missing.
    """
    _check(notice)
    data = {
        "title": "Panneau d’information",
        "heading": "",
        "controller": notice.controller,
        "contact": notice.contact,
        "dpo": notice.dpo,
        "number": notice.number,
        "retention": f"{notice.retention_days} jours au plus",
        "purposes": [PURPOSE_FR[each] for each in notice.purposes],
    }
    return await render(TEMPLATE, data)


def _check(notice: Notice) -> None:
    for name in ("controller", "contact", "dpo", "number"):
        value = getattr(notice, name)
        if not value.strip() or len(value) > MAX_TEXT:
            raise BadInput(f"{name}: 1 to {MAX_TEXT} characters", code="bad_notice", field=name)
    if not notice.purposes:
        raise BadInput("purposes: at least one", code="bad_notice", field="purposes")
