"""The scenes of the demonstration town: mostly ordinary life, and each behaviour somewhere."""

from vigie.simulator.scenes.spec import Behaviour, Light, Place, SceneSpec

_B, _L, _P = Behaviour, Light, Place
_ROWS: tuple[tuple[str, str, Place, Light, Behaviour, int, int, int], ...] = (
    ("avenue-jour", "Avenue, circulation ordinaire", _P.AVENUE, _L.DAY, _B.QUIET, 3, 7, 5),
    ("place-mairie", "Place de la mairie", _P.TOWN_HALL, _L.DAY, _B.QUIET, 5, 12, 0),
    ("rue-jour", "Rue commerçante", _P.STREET, _L.DAY, _B.QUIET, 9, 9, 4),
    ("ecole-entree", "Entrée de l’école", _P.SCHOOL, _L.DAY, _B.QUIET, 7, 10, 3),
    ("gare-parvis", "Parvis de la gare", _P.STATION, _L.OVERCAST, _B.QUIET, 11, 12, 2),
    ("carrefour-jour", "Carrefour", _P.CROSSROADS, _L.DAY, _B.QUIET, 13, 6, 9),
    ("parc-jour", "Jardin public", _P.PARK, _L.DAY, _B.QUIET, 15, 9, 0),
    ("stationnement-jour", "Parc de stationnement", _P.CAR_PARK, _L.OVERCAST, _B.QUIET, 17, 5, 4),
    ("residence-jour", "Cour de la résidence", _P.HOUSING, _L.DAY, _B.QUIET, 19, 8, 0),
    ("avenue-nuit", "Avenue, la nuit", _P.AVENUE, _L.NIGHT, _B.QUIET, 21, 5, 5),
    ("rue-pluie", "Rue sous la pluie", _P.STREET, _L.OVERCAST, _B.RUNNING, 23, 6, 4),
    ("place-objet", "Place, objet laissé", _P.SQUARE, _L.DAY, _B.ABANDONED_OBJECT, 25, 7, 0),
    ("gare-soir", "Gare, rassemblement le soir", _P.STATION, _L.DUSK, _B.GATHERING, 29, 6, 1),
    ("chantier", "Place, chantier fermé franchi", _P.SQUARE, _L.OVERCAST, _B.INTRUSION, 31, 6, 0),
    ("avenue-contresens", "Avenue, véhicule à contresens", _P.AVENUE, _L.DAY, _B.WRONG_WAY, 37, 6, 2),
    ("trottoir-chute", "Rue de l’école, chute d’une personne", _P.SCHOOL, _L.OVERCAST, _B.FALL, 41, 4, 3),
    ("stationnement-fumee", "Parc de stationnement, fumée", _P.CAR_PARK, _L.DAY, _B.SMOKE, 43, 4, 2),
    ("carrefour-nuit", "Carrefour, la nuit", _P.CROSSROADS, _L.NIGHT, _B.QUIET, 47, 4, 6),
    ("rue-arret", "Rue, véhicule arrêté", _P.STREET, _L.DUSK, _B.STOPPED_VEHICLE, 51, 6, 2),
    ("avenue-masquee", "Avenue, caméra masquée", _P.AVENUE, _L.DAY, _B.COVERED, 53, 6, 4),
    ("residence-soir", "Résidence, présence prolongée", _P.HOUSING, _L.DUSK, _B.LOITERING, 59, 5, 0),
    ("place-nuit", "Place de la mairie, la nuit", _P.TOWN_HALL, _L.NIGHT, _B.QUIET, 61, 6, 0),
)


def catalogue() -> tuple[SceneSpec, ...]:
    """Return the town's scenes; the first ones are ordinary life by day."""
    return tuple(
        SceneSpec(
            name=name,
            title=title,
            place=place,
            light=light,
            rain=name == "rue-pluie",
            behaviour=behaviour,
            seed=seed,
            people=people,
            cars=cars,
        )
        for name, title, place, light, behaviour, seed, people, cars in _ROWS
    )
