"""The `[archive]` section of the settings."""

from pathlib import Path

from pydantic import Field

from vigie.kernel.settings import Section


class ArchiveSettings(Section):
    """How and where pictures are recorded."""

    volumes: tuple[Path, ...] = Field(
        default=(),
        description="Folders that hold recordings, one per disk; none: `archive` inside the data folder.",
    )
    segment_s: float = Field(
        default=60.0,
        ge=2,
        le=600,
        description="Length of a segment in seconds; it is cut at the next keyframe.",
    )
    part_s: float = Field(
        default=0.55,
        gt=0.05,
        le=1.0,
        description="Longest span of pictures in memory in seconds; with `ingest.calm_s` under one (A1).",
    )
    encrypt: bool = Field(
        default=True,
        description="Encrypt recordings at rest (AES-256-GCM); plain files are for tests and measurements.",
    )
    index_s: float = Field(
        default=1.0,
        ge=0.05,
        le=5,
        description="Seconds between two writes of the index, one transaction each.",
    )
    open_index_s: float = Field(
        default=5.0,
        ge=0.05,
        le=60,
        description="Seconds between two updates of a segment still being recorded.",
    )
    sync_s: float = Field(
        default=10.0,
        ge=1,
        le=60,
        description="Seconds between two syncs of open segments to disk; bounds what a power cut can take.",
    )
    min_free_bytes: int = Field(
        default=1 << 30,
        ge=0,
        description="A volume with less free space takes no new segment.",
    )
    destroy_early: bool = Field(
        default=True,
        description="When no volume has room, destroy the oldest unheld images early (A7), else stop.",
    )
    early_room_bytes: int = Field(
        default=2 << 30,
        ge=0,
        description="Room beyond `min_free_bytes` that early destruction makes; it begins at half of it.",
    )
    alarm_days: float = Field(
        default=3.0,
        ge=0,
        le=31,
        description="Alarm when the disks are forecast to be full within so many days.",
    )
    queue_bytes: int = Field(
        default=256 << 20,
        ge=1 << 20,
        description="Most bytes waiting for a slow disk; beyond, pictures are dropped and a gap says so.",
    )
    reap_s: float = Field(default=60.0, ge=1, le=3600, description="Seconds between two runs of the reaper.")
    consultation_s: float = Field(
        default=3600.0,
        ge=60,
        le=86_400,
        description="Seconds for which a recorded reason opens the archive.",
    )
    timezone: str = Field(
        default="Europe/Paris", description="Time zone in which « one calendar month » is counted (L252-5)."
    )
