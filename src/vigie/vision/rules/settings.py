"""What every rule can be told. Pixels are those of the analysed stream's picture."""

from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from vigie.kernel.settings import Section
from vigie.vision import geometry
from vigie.vision.detections import ObjectClass, parse_classes
from vigie.vision.geometry import Point
from vigie.vision.rules.schedule import Schedule

Seconds = Annotated[float, Field(ge=0, le=86_400)]


class RuleSettings(Section):
    """Parameters shared by all rules."""

    id: str = Field(min_length=1, max_length=64, description="Identifiant de la règle sur sa caméra.")
    sensitivity: float = Field(0.5, ge=0, le=1, description="Sensibilité : 0 = rare, 1 = au moindre doute.")
    schedule: Schedule = Field(Schedule(), description="Plages horaires actives ; vide = toujours.")

    @property
    def least_confidence(self) -> float:
        """Confidence below which no signal starts: 0.6 at sensitivity 0, 0.3 at 0.5, 0 at 1."""
        return 0.6 * (1 - self.sensitivity)


class ObjectRuleSettings(RuleSettings):
    """Parameters shared by rules over objects."""

    classes: tuple[str, ...] = Field((), description="Classes d'objets concernées ; vide = toutes.")

    @field_validator("classes")
    @classmethod
    def _known(cls, labels: tuple[str, ...]) -> tuple[str, ...]:
        parse_classes(labels)
        return labels

    def concerns(self, kind: ObjectClass) -> bool:
        """Tell whether objects of this class are watched."""
        return not self.classes or kind.label in self.classes


class FieldRuleSettings(ObjectRuleSettings):
    """Parameters shared by rules over a field of the picture."""

    field_px: tuple[Point, ...] = Field(
        (), description="Polygone surveillé, en pixels ; vide = toute l'image."
    )

    @field_validator("field_px")
    @classmethod
    def _encloses(cls, points: tuple[Point, ...]) -> tuple[Point, ...]:
        if points:
            geometry.check_field(points)
        return points

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies in the field."""
        return not self.field_px or geometry.inside(point, self.field_px)


class LineRuleSettings(ObjectRuleSettings):
    """Parameters shared by rules over a line."""

    polyline_px: tuple[Point, ...] = Field(
        (), description="Ligne surveillée, deux points ou plus, en pixels."
    )

    @field_validator("polyline_px")
    @classmethod
    def _has_length(cls, points: tuple[Point, ...]) -> tuple[Point, ...]:
        if points:
            geometry.check_polyline(points)
        return points


class LineCrossingSettings(LineRuleSettings):
    """Line crossing."""

    direction_deg: float | None = Field(
        None, ge=0, le=360, description="Sens surveillé, degrés horaires depuis la droite ; vide = les deux."
    )

    @model_validator(mode="after")
    def _needs_line(self) -> Self:
        geometry.check_polyline(self.polyline_px)
        return self


class WrongWaySettings(LineRuleSettings, FieldRuleSettings):
    """Wrong way: over a line, or in a field."""

    allowed_direction_deg: float = Field(
        ge=0, le=360, description="Sens permis, degrés horaires depuis la droite."
    )
    tolerance_deg: float = Field(
        100.0, ge=30, le=170, description="Écart au sens permis à partir duquel alerter."
    )
    min_duration_s: Seconds = Field(1.0, description="Durée du mouvement contraire, sans ligne.")


class IntrusionSettings(FieldRuleSettings):
    """Intrusion in a field."""

    mode: str = Field(
        "presence", pattern="^(presence|entry)$", description="presence ou entry (venu du dehors)."
    )
    min_duration_s: Seconds = Field(0.3, description="Présence minimale.")


class LoiteringSettings(FieldRuleSettings):
    """Loitering in a field."""

    min_duration_s: Seconds = Field(30.0, description="Durée de présence à partir de laquelle alerter.")


class GatheringSettings(FieldRuleSettings):
    """Gathering."""

    min_persons: int = Field(5, ge=2, le=1000, description="Nombre de personnes du groupe.")
    min_duration_s: Seconds = Field(5.0, description="Durée du groupe.")
    spacing: float = Field(1.2, gt=0, le=10, description="Distance entre voisins, en tailles de personne.")


class CrowdDensitySettings(FieldRuleSettings):
    """Crowd density."""

    max_persons: int = Field(20, ge=1, le=100_000, description="Nombre de personnes admis dans la zone.")
    max_per_m2: float | None = Field(None, gt=0, le=20, description="Densité admise (scène calibrée).")
    min_duration_s: Seconds = Field(5.0, description="Durée du dépassement.")


class CrowdMovementSettings(FieldRuleSettings):
    """Sudden movement of a crowd."""

    min_persons: int = Field(4, ge=2, le=1000, description="Nombre de personnes qui courent ensemble.")
    min_duration_s: Seconds = Field(0.8, description="Durée du mouvement.")
    speed: float = Field(1.6, gt=0, le=20, description="Vitesse, en tailles de personne par seconde.")


class RunningSettings(FieldRuleSettings):
    """Running person."""

    speed: float = Field(1.9, gt=0, le=20, description="Vitesse, en tailles de personne par seconde.")
    speed_m_s: float = Field(3.2, gt=0, le=20, description="Vitesse en m/s (scène calibrée).")
    min_duration_s: Seconds = Field(0.8, description="Durée de la course.")


class FallSettings(FieldRuleSettings):
    """Person on the ground after a fall."""

    min_duration_s: Seconds = Field(2.0, description="Durée au sol.")


class StoppedVehicleSettings(FieldRuleSettings):
    """Stopped vehicle."""

    min_duration_s: Seconds = Field(10.0, description="Durée d'arrêt.")


class StaticObjectSettings(FieldRuleSettings):
    """Abandoned or removed object."""

    min_duration_s: Seconds = Field(30.0, description="Durée d'immobilité sans propriétaire.")
    max_share: float = Field(
        0.08, gt=0, le=1, description="Plus grande part de l'image admise pour un objet."
    )
    owner_distance: float = Field(
        1.5, gt=0, le=20, description="Distance du propriétaire, en tailles de personne."
    )


class FireSettings(FieldRuleSettings):
    """Fire."""

    min_duration_s: Seconds = Field(1.5, description="Durée de flammes.")


class SmokeSettings(FieldRuleSettings):
    """Smoke."""

    min_duration_s: Seconds = Field(4.0, description="Durée de fumée.")


class TamperingSettings(RuleSettings):
    """Camera tampering."""

    min_duration_s: Seconds = Field(1.0, description="Durée avant d'alerter.")
    frozen_s: Seconds = Field(20.0, description="Durée d'image figée avant d'alerter.")
