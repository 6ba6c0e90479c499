"""The section `[centre]` of the settings: the process that serves pages."""

from pathlib import Path

from pydantic import Field, IPvAnyNetwork

from vigie.kernel.settings import Section


class CentreSettings(Section):
    """Where pages are served, and to whom."""

    host: str = Field(
        default="127.0.0.1",
        description="Address to listen on; any but 127.0.0.1 needs TLS, here or in a proxy.",
    )
    port: int = Field(default=8480, ge=0, le=65_535, description="TCP port; 0 takes any free one.")
    tls_certificate: Path | None = Field(default=None, description="Certificate chain (PEM) to serve HTTPS.")
    tls_key: Path | None = Field(default=None, description="Private key (PEM) of the certificate.")
    origins: tuple[str, ...] = Field(
        default=(),
        description="Addresses under which browsers reach the centre through a proxy (https://csu.ville.fr).",
    )
    trusted_proxies: tuple[str, ...] = Field(
        default=(), description="Proxies whose X-Forwarded-For and X-Forwarded-Proto headers are believed."
    )
    metrics_from: tuple[IPvAnyNetwork, ...] = Field(
        default=(), description="Networks that may read /metrics besides this machine (10.1.0.0/24)."
    )
