"""Time stamps of a third party (RFC 3161): an authority signs that a checkpoint existed at its own time."""

from pathlib import Path

import httpx
from cryptography.x509 import load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from vigie.kernel.errors import BadInput, Unavailable

TIMEOUT_S = 20.0
MAX_RESPONSE_BYTES = 100_000


class StampChecker:
    """Tells whether stamps lead to trusted certificates.

    Args:
        ca: PEM file: the authority's root, and what stands between; the last one is the root.

    Raises:
        BadInput: the file holds no certificate.
    """

    def __init__(self, ca: Path) -> None:
        try:
            self._certificates = load_pem_x509_certificates(ca.read_bytes())
        except (OSError, ValueError) as error:
            raise BadInput(f"{ca} holds no PEM certificates: {error}", code="bad_tsa_ca") from None

    def fault(self, response: bytes, message: bytes) -> str | None:
        """Return why a stamp (DER of the response) does not cover the message, None when it does."""
        builder = VerifierBuilder()
        for certificate in self._certificates:
            builder = builder.add_root_certificate(certificate)
        try:
            builder.build().verify_message(decode_timestamp_response(response), message)
        except (VerificationError, ValueError) as error:
            return f"the time stamp is not right: {error}"
        return None


class StampClient:
    """Asks an authority over HTTP."""

    def __init__(self, url: str, checker: StampChecker) -> None:
        self._url = url
        self._checker = checker

    async def stamp(self, message: bytes) -> bytes:
        """Return the DER of a response that covers the message and was checked.

        Raises:
            Unavailable: the authority does not answer, or its answer is not right.
        """
        request = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
        headers = {"Content-Type": "application/timestamp-query"}
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_S) as client:
                answer = await client.post(self._url, content=request.as_bytes(), headers=headers)
                answer.raise_for_status()
        except httpx.HTTPError as error:
            raise Unavailable(f"the time-stamping authority: {error}", code="tsa_unavailable") from error
        if len(answer.content) > MAX_RESPONSE_BYTES:
            raise Unavailable("the time-stamping authority answers too much", code="tsa_bad_answer")
        fault = self._checker.fault(answer.content, message)
        if fault is not None:
            raise Unavailable(fault, code="tsa_bad_answer")
        return answer.content
