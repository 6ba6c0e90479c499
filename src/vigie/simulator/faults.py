"""What a simulated camera can do wrong, on request and while running."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Faults(BaseModel):
    """One camera's misbehaviour; the default is none. Fields are set one by one through the control API."""

    model_config = ConfigDict(extra="forbid", validate_assignment=True)

    drop_percent: Annotated[float, Field(ge=0, le=100, description="Share of packets never sent.")] = 0
    reorder: Annotated[bool, Field(description="UDP: each second packet leaves before the first.")] = False
    stall: Annotated[bool, Field(description="Send no picture, keep the connection.")] = False
    garbage: Annotated[bool, Field(description="Send random bytes in place of pictures.")] = False
    refuse_password: Annotated[bool, Field(description="Answer 401 whatever the password.")] = False
    unavailable: Annotated[bool, Field(description="Answer 503 to every request.")] = False
    redirect_to: Annotated[str | None, Field(description="Answer DESCRIBE by 302 to this address.")] = None
    announce: Annotated[
        Literal["MP4V-ES", "JPEG"] | None, Field(description="Announce this codec, which Vigie refuses.")
    ] = None
    reports: Annotated[bool, Field(description="Send RTCP sender reports.")] = True
    clock_offset_s: Annotated[float, Field(description="Error of the clock shown in sender reports.")] = 0
    rate: Annotated[float, Field(gt=0, le=4, description="Speed of the camera: 0.5 is half real time.")] = 1

    @property
    def spoils_pictures(self) -> bool:
        """Whether pictures are not simply sent."""
        return self.stall or self.garbage or self.reorder or self.drop_percent > 0
