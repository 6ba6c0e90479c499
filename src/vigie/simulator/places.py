"""Where the town's 104 cameras hang: places of Le Blanc-Mesnil, the same at each start.

Names are those of real streets, schools and squares; the positions are believable, not surveyed, and no
camera of the true town is described.
"""

import math
from dataclasses import dataclass
from typing import Literal

from vigie.kernel.errors import BadInput

Kind = Literal["public_building", "residential", "main_road"]


@dataclass(frozen=True, slots=True)
class Place:
    """One camera's place; latitude and longitude in degrees (WGS 84)."""

    id: str
    name: str
    quarter: str
    kind: Kind
    ptz: bool
    latitude_deg: float
    longitude_deg: float


KINDS: dict[str, Kind] = {"B": "public_building", "R": "residential", "V": "main_road"}
"""The letter before each name: building, residential street, main road (voie)."""

QUARTERS: tuple[tuple[str, float, float, tuple[str, ...]], ...] = (
    (
        "Centre-ville",
        48.9389,
        2.4632,
        (
            "*B Hôtel de ville, parvis",
            "B Hôtel de ville, cour arrière",
            "*V Place Gabriel-Péri",
            "B Forum culturel, place de la Libération",
            "B Marché de la place de la Libération",
            "B Médiathèque Édouard-Glissant",
            "B Cinéma Louis-Daquin",
            "B Police municipale, entrée",
            "B Commissariat, avenue Henri-Barbusse",
            "V Avenue Henri-Barbusse, n° 12",
            "V Avenue Henri-Barbusse, n° 98",
            "V Avenue de la République, n° 5",
            "V Avenue de la République, n° 61",
            "R Rue Victor-Hugo",
            "R Rue Jules-Guesde",
            "B Église Notre-Dame, place de l’Église",
        ),
    ),
    (
        "Gare",
        48.9322,
        2.4703,
        (
            "*B Gare RER, parvis",
            "B Gare RER, passage souterrain",
            "B Gare RER, abri à vélos",
            "V Gare routière",
            "V Avenue Pierre-Sémard, pont du RER",
            "V Avenue de la Division-Leclerc",
            "R Rue de l’Abbé-Niort",
            "R Rue Jean-Jaurès",
            "R Allée des Lilas",
            "B Parking de la gare",
        ),
    ),
    (
        "Les Tilleuls",
        48.9498,
        2.4647,
        (
            "*R Place des Tilleuls",
            "R Cité des Tilleuls, bâtiment A",
            "R Cité des Tilleuls, bâtiment D",
            "R Cité des Tilleuls, aire de jeux",
            "B Centre commercial des Tilleuls",
            "B École Joliot-Curie",
            "B Collège Nelson-Mandela",
            "B Maison pour tous des Tilleuls",
            "V Avenue Paul-Vaillant-Couturier, n° 140",
            "R Rue Gabriel-Fauré",
            "B Gymnase Jean-Macé",
        ),
    ),
    (
        "Quartier Nord",
        48.9531,
        2.4572,
        (
            "V Carrefour du Pont-Yblon",
            "V Route départementale 932, sens Paris",
            "V Route départementale 932, sens province",
            "R Rue du Moulin-Vert",
            "R Rue Maxime-Gorki",
            "R Rue Lucien-Lecoq",
            "B École Paul-Langevin",
            "B Stade Paul-Langevin",
            "R Cité Montillet, entrée",
            "R Cité Montillet, parking",
            "B Crèche des Lutins",
        ),
    ),
    (
        "Pierre-Sémard",
        48.9354,
        2.4561,
        (
            "R Cité Pierre-Sémard, mail central",
            "R Cité Pierre-Sémard, tour 3",
            "R Cité Pierre-Sémard, parking souterrain",
            "B École Jacques-Decour",
            "B École Henri-Wallon",
            "B Collège Marcel-Cachin",
            "B Gymnase Auguste-Delaune",
            "V Avenue Aristide-Briand, n° 30",
            "V Avenue Aristide-Briand, n° 112",
            "R Rue Romain-Rolland",
        ),
    ),
    (
        "Coudreaux",
        48.9427,
        2.4722,
        (
            "R Rue du Docteur-Calmette",
            "R Rue des Coudreaux",
            "R Allée Jean-Racine",
            "B École Jules-Ferry",
            "B Lycée Wolfgang-Amadeus-Mozart",
            "V Avenue du Maréchal-Juin",
            "V Avenue Surcouf",
            "R Rue Pasteur",
            "R Rue Isidore-Tasset",
            "B Piscine municipale",
        ),
    ),
    (
        "Parc Duclos",
        48.9446,
        2.4579,
        (
            "B Parc Jacques-Duclos, entrée nord",
            "B Parc Jacques-Duclos, étang",
            "B Parc Jacques-Duclos, aire de jeux",
            "B Stade Jean-Bouin, tribune",
            "B Stade Jean-Bouin, vestiaires",
            "B Conservatoire, rue Jean-Moulin",
            "B Lycée Jean-Moulin",
            "V Avenue Charles-Floquet, n° 44",
            "R Rue Jean-Moulin",
            "R Rue Anatole-France",
        ),
    ),
    (
        "La Molette",
        48.9301,
        2.4618,
        (
            "V Avenue Charles-Floquet, n° 3",
            "V Rond-point de La Molette",
            "V Rue de La Molette",
            "R Rue Marcel-Alizard",
            "B Déchèterie, entrée",
            "B Centre technique municipal",
            "V Zone d’activités Coudray, accès est",
            "R Rue Claude-Terrasse",
        ),
    ),
    (
        "Chemin Notre-Dame",
        48.9405,
        2.4518,
        (
            "R Chemin Notre-Dame",
            "R Rue Émile-Zola",
            "R Rue du Général-Mangin",
            "B École Chevalier-de-Saint-George",
            "B Collège Aimé-et-Eugénie-Cotton",
            "V Avenue du 8-Mai-1945, n° 17",
            "V Avenue du 8-Mai-1945, n° 80",
            "R Square Stalingrad",
            "B Cimetière communal, entrée",
        ),
    ),
    (
        "Cité 212",
        48.9462,
        2.4694,
        (
            "R Cité 212, porche",
            "R Cité 212, cour intérieure",
            "R Rue Alexandre-Dumas",
            "B École Robert-Desnos",
            "B Centre social La Maison-Bleue",
            "V Avenue de Surville",
            "V Pont de l’autoroute A3",
            "R Rue Eugène-Varlin",
            "R Rue Louise-Michel",
        ),
    ),
)
"""Quarter, its middle (degrees), and its places; a star marks a pan-tilt-zoom camera."""

_STEP_DEG = 0.0011
_GOLDEN_RAD = math.pi * (3 - math.sqrt(5))
_PARALLEL = math.cos(math.radians(48.94))


def all_places() -> list[Place]:
    """Return the town's 104 places in order: `cam-001` to `cam-104`."""
    found: list[Place] = []
    for quarter, latitude_deg, longitude_deg, names in QUARTERS:
        for number, entry in enumerate(names):
            mark, _, name = entry.partition(" ")
            radius_deg, angle = _STEP_DEG * math.sqrt(number), number * _GOLDEN_RAD
            found.append(
                Place(
                    id=f"cam-{len(found) + 1:03}",
                    name=name,
                    quarter=quarter,
                    kind=KINDS[mark.lstrip("*")],
                    ptz=mark.startswith("*"),
                    latitude_deg=round(latitude_deg + radius_deg * math.sin(angle), 6),
                    longitude_deg=round(longitude_deg + radius_deg * math.cos(angle) / _PARALLEL, 6),
                )
            )
    return found


def some_places(count: int) -> list[Place]:
    """Return the first `count` places; beyond 104 they repeat under new ids and numbered names.

    Raises:
        BadInput: fewer than one camera, or more than 9,999.
    """
    if not 1 <= count <= 9999:  # noqa: PLR2004 - ids have room for four digits
        raise BadInput(f"{count} cameras cannot be: ask for 1 to 9999")
    town = all_places()
    return [_again(town[number % len(town)], number, len(town)) for number in range(count)]


def _again(place: Place, number: int, size: int) -> Place:
    if number < size:
        return place
    name = f"{place.name} ({number // size + 1})"
    return Place(
        f"cam-{number + 1:03}",
        name,
        place.quarter,
        place.kind,
        ptz=False,
        latitude_deg=place.latitude_deg,
        longitude_deg=place.longitude_deg,
    )
