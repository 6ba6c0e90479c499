"""Errors as HTTP: `{"code", "message", "details"}`. Codes are stable; pages translate them, French first."""

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from vigie.kernel.errors import BadInput, Conflict, NotFound, NotSignedIn, Refused, Unavailable, VigieError
from vigie.kernel.reach import is_away

STATUS_OF_KIND: tuple[tuple[type[VigieError], int], ...] = (
    (BadInput, 422),
    (NotFound, 404),
    (Conflict, 409),
    (NotSignedIn, 401),
    (Refused, 403),
    (Unavailable, 503),
)
STATUS_OF_CODE = {"locked": 429}
CODE_OF_STATUS = {401: "not_signed_in", 403: "refused", 404: "not_found", 405: "method_not_allowed"}


def add_handlers(app: FastAPI) -> None:
    """Make every error of the application leave in the one shape."""
    app.add_exception_handler(VigieError, _vigie_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(500, _internal_error)


def status_of(error: VigieError) -> int:
    """Return the HTTP status of an error: by its code where one is set apart, else by its kind."""
    by_kind = next((status for kind, status in STATUS_OF_KIND if isinstance(error, kind)), 500)
    return STATUS_OF_CODE.get(error.error_code, by_kind)


def answer(status: int, code: str, message: str, details: object = None) -> JSONResponse:
    """Return an error in the one shape."""
    body = {"code": code, "message": message, "details": jsonable_encoder(details or {})}
    return JSONResponse(body, status_code=status)


async def _vigie_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, VigieError)  # noqa: S101 - registered for nothing else
    return answer(status_of(error), error.error_code, str(error), error.details)


async def _validation_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for nothing else
    found = error.errors()
    fields = [".".join(str(part) for part in item["loc"][1:]) for item in found]
    message = "; ".join(f"{field}: {item['msg']}" for field, item in zip(fields, found, strict=True))
    return answer(422, "bad_input", message, {"field": fields[0] if fields else None, "fields": fields})


async def _http_error(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for nothing else
    code = CODE_OF_STATUS.get(error.status_code, "error")
    return answer(error.status_code, code, str(error.detail))


async def _internal_error(_request: Request, error: Exception) -> JSONResponse:
    if is_away(error):
        return answer(
            503, "database_unreachable", "the database does not answer; recording goes on, try again"
        )
    return answer(500, "internal", "an unexpected error; it has been written to the log")
