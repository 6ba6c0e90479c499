"""The `[s3]` section of the settings."""

from pathlib import Path

from pydantic import Field

from vigie.kernel.settings import Section


class S3Settings(Section):
    """A second place for recordings: a bucket with Object Lock. Without `bucket` there is none."""

    bucket: str = Field(default="", description="Bucket, made with Object Lock; empty: no S3 tier.")
    endpoint: str = Field(
        default="",
        pattern=r"^(https?://[^/\s]+/?)?$",
        description="Address of the S3 service (`https://s3.ville.fr`); empty: that of AWS in `region`.",
    )
    region: str = Field(default="us-east-1", min_length=1, description="Region that requests are signed for.")
    prefix: str = Field(
        default="",
        pattern=r"^([A-Za-z0-9._-]+/)*$",
        description="What names in the bucket begin with, ending in a slash; one per town.",
    )
    access_key: str = Field(default="", description="Access key of the S3 account.")
    secret_file: Path | None = Field(
        default=None,
        description="File with the account's secret (mode 600); none: `keys/s3-secret` in the data folder.",
    )
    after_s: float = Field(
        default=3600.0, ge=0, le=31 * 86_400, description="Age in seconds from which a recording goes to S3."
    )
    every_s: float = Field(default=60.0, ge=1, le=3600, description="Seconds between two runs of the tier.")
    timeout_s: float = Field(default=10.0, ge=1, le=300, description="Longest wait for the S3 service.")
    senders: int = Field(default=4, ge=1, le=32, description="Recordings sent to S3 at the same time.")
