"""Structured logs: one JSON object per line into a rotating file, and readable lines on the terminal.

An error's trace stands in the file; the terminal gets what it says, in one line.

Both structlog and the standard library's loggers (uvicorn, alembic…) end here, with the same shape.
"""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

import structlog
from structlog.typing import ExcInfo, Processor

from vigie.nodes.settings import LogSettings

QUIET = (
    "aiosqlite",
    "alembic",
    "asyncio",
    "httpx",
    "httpcore",
    "onvif",
    "zeep",
    "websockets",
    "uvicorn.access",
    "uvicorn.error",
)
"""Libraries of which only warnings are of interest; uvicorn would write down each socket's address, with the
reason for viewing that may stand in it (the journal is its place)."""


def configure(process: str, folder: Path, settings: LogSettings, *, terminal: bool = True) -> None:
    """Send every message of this process to `folder/PROCESS.jsonl` and, if `terminal`, to standard error."""
    folder.mkdir(parents=True, exist_ok=True)
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handlers: list[logging.Handler] = [_file(process, folder, settings, shared)]
    if terminal:
        handlers.append(_terminal(shared))
    logging.basicConfig(level=settings.level.upper(), handlers=handlers, force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.captureWarnings(capture=True)


def _file(process: str, folder: Path, settings: LogSettings, shared: list[Processor]) -> logging.Handler:
    handler = RotatingFileHandler(
        folder / f"{process}.jsonl",
        maxBytes=settings.file_bytes,
        backupCount=settings.files,
        encoding="utf-8",
    )
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    return handler


def _terminal(shared: list[Processor]) -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    renderer = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=_in_one_line, pad_event_to=0
    )
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    return handler


def _in_one_line(out: TextIO, failure: ExcInfo) -> None:
    """Write what an error says; who looks for its trace finds it in the file."""
    first, _, _ = str(failure[1]).partition("\n")
    out.write(f" {failure[0].__name__}: {first}" if first else f" {failure[0].__name__}")
