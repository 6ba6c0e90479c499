"""ONVIF client (Core, Media and Media2 specifications), through onvif-zeep-async and `media2`.

Media2 is asked first where a camera has it: the older service cannot tell H.265.

The library is imported at the first probe: it parses its service descriptions, which takes a second, and only
the centre of a technician at work needs them.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
import structlog

from vigie.cameras import media2
from vigie.cameras.media2 import Media2Client, Media2Error
from vigie.cameras.probe import ProbedCamera, ProbedProfile
from vigie.kernel.errors import Unavailable

log = structlog.get_logger("cameras")

PTZ_NAMESPACE = "http://www.onvif.org/ver20/ptz/wsdl"
TIMEOUT_S = 15.0
STREAM_SETUP = {"Stream": "RTP-Unicast", "Transport": {"Protocol": "RTSP"}}
AUTH_WORDS = ("notauthorized", "not authorized", "unauthorized", "401", "sender not authorized")


class OnvifProber:
    """Asks one camera at a time; keeps no connection."""

    async def ask(self, host: str, port: int, username: str | None, password: str | None) -> ProbedCamera:
        """Return identity, profiles and stream addresses.

        Raises:
            Unavailable: `camera_unreachable`, `wrong_password` or `not_onvif`; details name host and port.
        """
        try:
            async with asyncio.timeout(TIMEOUT_S):
                async with _camera(host, port, username, password) as device:
                    return await _ask(device, f"http://{_bracket(host)}:{port}/onvif/device_service")
        except TimeoutError:
            raise _unreachable(host, port, f"no answer within {TIMEOUT_S:g} s") from None


@contextlib.asynccontextmanager
async def _camera(host: str, port: int, username: str | None, password: str | None) -> AsyncIterator[Any]:
    """Yield the library's camera with its services found, and turn its failures into ours."""
    import aiohttp  # noqa: PLC0415 - see the module's docstring
    import onvif  # noqa: PLC0415 - same
    import zeep.exceptions  # noqa: PLC0415 - same

    device = onvif.ONVIFCamera(host, port, username or "", password or "", adjust_time=True)
    try:
        await device.update_xaddrs()
        yield device
    except (aiohttp.ClientConnectionError, OSError) as error:
        raise _unreachable(host, port, str(error)) from error
    except (
        onvif.ONVIFError,
        aiohttp.ClientError,
        zeep.exceptions.Error,
        AttributeError,
        ValueError,  # an address of a stream that is none
    ) as error:
        raise _refused(host, port, error) from error
    finally:
        await device.close()


async def _ask(device: Any, onvif_url: str) -> ProbedCamera:
    identity = await (await device.create_devicemgmt_service()).GetDeviceInformation()
    profiles = await _profiles2(device) or await _profiles(device)
    return ProbedCamera(
        manufacturer=str(identity.Manufacturer or ""),
        model=str(identity.Model or ""),
        onvif_url=onvif_url,
        ptz=PTZ_NAMESPACE in device.xaddrs,
        profiles=tuple(sorted(profiles, key=_pixels, reverse=True)),
    )


async def _profiles2(device: Any) -> list[ProbedProfile]:
    """Return the profiles as Media2 tells them; none where the camera has no Media2 that works."""
    address = device.xaddrs.get(media2.NAMESPACE)
    if address is None:
        return []
    client = Media2Client(address, device.user, device.passwd, device.dt_diff or timedelta())
    try:
        found = await client.profiles()
    except (Media2Error, httpx.HTTPError, httpx.InvalidURL) as error:
        log.warning("a camera's Media2 service is passed over", address=address, error=str(error))
        return []
    return [replace(each, url=without_credentials(each.url)) for each in found]


async def _profiles(device: Any) -> list[ProbedProfile]:
    media = await device.create_media_service()
    return [await _profile(media, item) for item in await media.GetProfiles() or []]


async def _profile(media: Any, item: Any) -> ProbedProfile:
    answer = await media.GetStreamUri({"StreamSetup": STREAM_SETUP, "ProfileToken": item.token})
    encoder = getattr(item, "VideoEncoderConfiguration", None)
    size = getattr(encoder, "Resolution", None)
    rate = getattr(encoder, "RateControl", None)
    kilobits = getattr(rate, "BitrateLimit", None)
    return ProbedProfile(
        token=str(item.token),
        name=str(item.Name or item.token),
        url=without_credentials(str(answer.Uri)),
        codec=str(encoder.Encoding).lower() if encoder is not None and encoder.Encoding else None,
        width_px=getattr(size, "Width", None),
        height_px=getattr(size, "Height", None),
        fps=getattr(rate, "FrameRateLimit", None),
        bitrate_bps=kilobits * 1000 if kilobits else None,
    )


def without_credentials(url: str) -> str:
    """Return the address without the user and password that some cameras write into it."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _pixels(profile: ProbedProfile) -> int:
    return (profile.width_px or 0) * (profile.height_px or 0)


def _bracket(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _unreachable(host: str, port: int, detail: str) -> Unavailable:
    return Unavailable(
        f"{host}:{port} does not answer: {detail}", code="camera_unreachable", host=host, port=port
    )


def _refused(host: str, port: int, error: Exception) -> Unavailable:
    """Tell a wrong account from something that is no ONVIF camera, by what came back."""
    text = f"{error} {getattr(error, 'subcodes', '')} {getattr(error, 'code', '')}"
    if any(word in text.lower() for word in AUTH_WORDS):
        return Unavailable(
            f"{host}:{port} refuses this user and password", code="wrong_password", host=host, port=port
        )
    return Unavailable(
        f"{host}:{port} answers, but not as an ONVIF camera: {str(error)[:200]}",
        code="not_onvif",
        host=host,
        port=port,
    )
