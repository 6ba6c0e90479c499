"""The sections `[recorder]`, `[supervisor]` and `[log]` of the settings."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from vigie.kernel.settings import Section


class RecorderSettings(Section):
    """The process that receives and records."""

    socket: Path | None = Field(
        default=None,
        description="Unix socket of the live link; none: `recorder.sock` inside the data folder.",
    )
    refresh_s: float = Field(
        default=1.0, ge=0.1, le=60, description="Seconds between two looks for changed cameras."
    )
    authorisations_s: float = Field(
        default=5.0,
        ge=0.1,
        le=60,
        description="Seconds between two readings of the authorisations.",
    )
    status_s: float = Field(
        default=1.0, ge=0.1, le=60, description="Seconds between two reports of the cameras' figures."
    )
    stop_s: float = Field(
        default=15.0,
        ge=1,
        le=120,
        description="Longest wait for pictures to be written when stopping.",
    )


class SupervisorSettings(Section):
    """How processes are watched and restarted."""

    hung_s: float = Field(
        default=20.0,
        ge=2,
        le=600,
        description="A process silent for so long is killed and restarted.",
    )
    backoff_first_s: float = Field(
        default=0.5, ge=0.05, le=60, description="Wait before the first restart; doubled at each failure."
    )
    backoff_most_s: float = Field(default=30.0, ge=0.1, le=600, description="Longest wait before a restart.")
    stop_s: float = Field(
        default=25.0,
        ge=1,
        le=300,
        description="A process still there so long after being asked is killed.",
    )


class LogSettings(Section):
    """What is written about the system's own work; never a picture, never a password."""

    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least serious message that is written."
    )
    folder: Path | None = Field(
        default=None, description="Folder of the log files (JSON lines); none: `logs` inside the data folder."
    )
    file_bytes: int = Field(
        default=10 << 20, ge=1 << 16, description="A log file that reaches this size is set aside."
    )
    files: int = Field(default=5, ge=1, le=100, description="Log files kept per process.")
