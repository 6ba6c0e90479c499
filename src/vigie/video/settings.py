"""The section `[ingest]` of the settings: how cameras are received."""

from pydantic import Field

from vigie.kernel.settings import Section


class IngestSettings(Section):
    """Receiving cameras over RTSP."""

    poll_s: float = Field(
        default=0.030,
        ge=0.005,
        le=0.5,
        description="A watched stream is read so often; a longer wait costs less and shows later.",
    )
    calm_s: float = Field(
        default=0.240,
        ge=0.005,
        le=0.5,
        description="Any other stream is read so often; what was not read, a killed process loses.",
    )
    connect_s: float = Field(
        default=5.0, ge=0.5, le=60, description="Longest wait for a camera to accept a connection."
    )
    answer_s: float = Field(
        default=8.0, ge=0.5, le=60, description="Longest wait for the answer to one RTSP request."
    )
    silent_s: float = Field(
        default=5.0,
        ge=1,
        le=120,
        description="A camera that sends no picture for so long is disconnected and tried again.",
    )
    first_picture_s: float = Field(
        default=15.0, ge=2, le=120, description="Longest wait for the first whole picture of a connection."
    )
    backoff_first_s: float = Field(
        default=1.0,
        ge=0.1,
        le=60,
        description="Wait before the first new attempt; doubled at each failure.",
    )
    backoff_most_s: float = Field(
        default=30.0, ge=1, le=3600, description="Longest wait between two attempts."
    )
    password_wait_s: float = Field(
        default=60.0,
        ge=1,
        le=3600,
        description="Wait after a refused password, so that the camera does not lock the account.",
    )
    stable_s: float = Field(
        default=20.0,
        ge=1,
        le=3600,
        description="A camera that sent pictures for so long starts again from the first wait.",
    )
    handshakes: int = Field(
        default=24, ge=1, le=1000, description="Cameras that are being connected at the same moment."
    )
    clock_limit_s: float = Field(
        default=60.0,
        ge=0.1,
        le=86_400,
        description="A camera whose clock is further from ours is timed by the arrival of its pictures.",
    )
    max_picture_bytes: int = Field(
        default=16 << 20, ge=1 << 16, le=1 << 28, description="A larger picture is dropped."
    )
