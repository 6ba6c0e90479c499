"""The `[analyst]` section of the settings."""

from pathlib import Path

from pydantic import Field

from vigie.kernel.settings import Section


class AnalystSettings(Section):
    """The process that analyses pictures; without a recorded legal basis it only watches the equipment."""

    enabled: bool = Field(default=True, description="Run the analyst at all.")
    detector: str = Field(
        default="auto",
        description=(
            "`builtin` (no model), the name of an installed model (`vigie models list`), or `auto`: "
            "the default model where it is installed, else `builtin`."
        ),
    )
    models: Path | None = Field(
        default=None, description="Folder of models; none: `$VIGIE_MODELS` or the user's data folder."
    )
    runtime: str = Field(
        default="auto",
        pattern="^(auto|cpu|cuda|rocm|openvino)$",
        description=(
            "What computes the network: `cpu`, `cuda`, `rocm`, `openvino` (the extra `vigie[openvino]`), or "
            "`auto`: a graphics card where onnxruntime has one, else the processor."
        ),
    )
    threads: int = Field(default=1, ge=1, le=64, description="Processor threads of the network.")
    replay: bool = Field(
        default=False,
        description=(
            "Let who supervises and may play back try a draft of rules on recordings. It is a deferred "
            "analysis: switch it on only where the legal basis covers it (docs/decisions/0006-replay.md)."
        ),
    )
    rules_file: Path | None = Field(
        default=None,
        description="Rules from a JSON file instead of the database, for measurements.",
    )
    refresh_s: float = Field(
        default=1.0, ge=0.1, le=60, description="Seconds between two looks for changed cameras and rules."
    )
    law_s: float = Field(
        default=0.4, ge=0.05, le=0.9, description="Seconds between two readings of the legal bases."
    )
    report_s: float = Field(
        default=1.0, ge=0.1, le=60, description="Seconds between two writings of `analyst.json`."
    )
    signal_lost_s: float = Field(
        default=10.0, ge=1, le=3600, description="A camera away for so long is told as lost."
    )
    stop_s: float = Field(
        default=5.0, ge=0.5, le=60, description="Longest wait for signals to be written when stopping."
    )
