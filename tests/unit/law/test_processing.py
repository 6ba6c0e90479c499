"""The processing register's entry: what is said, what is left to be said."""

from datetime import date

from vigie.kernel.ids import AuthorisationId, CameraId
from vigie.law.conformity import Verdict
from vigie.law.model import Authorisation, Purpose
from vigie.law.processing import ACTS_FR, Controller, Facts, figures, register_entry
from vigie.law.processing_service import to_csv, to_pdf

ORDER = Authorisation(
    id=AuthorisationId("a"),
    number="2027-0042",
    prefecture="Préfecture de la Seine-Saint-Denis",
    signed=date(2027, 1, 4),
    first_day=date(2027, 1, 10),
    last_day=date(2032, 1, 9),
    retention_days=15,
    purposes=(Purpose.PUBLIC_BUILDINGS, Purpose.TERRORISM),
    cameras=(CameraId("cam-001"), CameraId("cam-002")),
)
EMPTY = Facts(orders=(), bases=(), cameras={}, persons={}, conformity={}, acts={})
FULL = Facts(
    orders=(ORDER,),
    bases=(),
    cameras={"grands axes": 1, "quartiers résidentiels": 2},
    persons={"policier municipal": 4},
    conformity={Verdict.CONFORMS: 2, Verdict.FAILS: 1},
    acts={"archive:consultation:opened": 7, "people:session:started": 900},
)
TOWN = Controller(name="Commune #[x]", contact="1, place de la Mairie", dpo="dpo@ville.fr")


def lines(entry, title):
    return next(section.lines for section in entry.sections if section.title == title)


def test_what_the_town_has_not_said_is_named():
    entry = register_entry(Controller(name="Commune"), EMPTY)
    assert entry.missing == ("contact", "dpo", "authorisation")
    assert lines(entry, "Délégué à la protection des données") == ("à compléter",)
    assert register_entry(TOWN, FULL).missing == ()


def test_each_purpose_has_its_regime_and_retention_is_the_order_s():
    entry = register_entry(TOWN, FULL)
    building, terrorism = lines(entry, "Finalités et régime")
    assert "1°) — RGPD" in building
    assert "6°) — loi 78-17, titre III" in terrorism
    assert lines(entry, "Durée de conservation")[0].startswith("15 jours")
    assert "2027-0042" in lines(entry, "Base légale")[1]


def test_without_a_legal_basis_analytics_are_said_to_be_off():
    assert lines(register_entry(TOWN, FULL), "Analyse automatique")[0].startswith("aucune")


def test_the_annex_counts_cameras_accounts_and_a_year_of_acts():
    told = {(each.group, each.label): each.value for each in figures(FULL)}
    assert told["Caméras", "en tout"] == 3
    assert told["Caméras", "couvertes par un arrêté en vigueur"] == 2
    assert told["Conformité technique", "caméras non conformes"] == 1
    assert told["Actes des 365 derniers jours", "consultations d’enregistrements"] == 7
    assert len([group for group, _ in told if group.startswith("Actes")]) == len(ACTS_FR)


async def test_entry_and_annex_print():
    entry = register_entry(TOWN, FULL)
    assert (await to_pdf(entry, TOWN.name, ORDER.starts)).startswith(b"%PDF-")
    assert "Comptes ouverts;policier municipal;4" in to_csv(entry)
