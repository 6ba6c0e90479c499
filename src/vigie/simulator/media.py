"""Real clips as films: the main stream is the clip as it is (or made H.264 once), the sub-stream is made.

What is made lies in a cache folder under a name that changes with the clip's path, size and date.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import av

from vigie.kernel.errors import BadInput
from vigie.simulator.clips import CODECS, codec_of, load_clip
from vigie.simulator.encoding import transcode

SUFFIXES = frozenset(
    {".mp4", ".avi", ".mkv", ".mov", ".m4v", ".ts", ".webm", ".mpg", ".mpeg", ".264", ".265"}
)
SUB_SIZE = (640, 360)
"""A sub-stream fits into this (width, height), in the clip's own proportions."""

SUB_QUALITY = 27


@dataclass(frozen=True, slots=True)
class FilmFiles:
    """A film's files, ready to be loaded."""

    name: str
    main: Path
    sub: Path


def find_clips(folder: Path) -> list[Path]:
    """Return the clips in a folder and below, in the order of their names.

    Raises:
        BadInput: no such folder, or no clip in it.
    """
    if not folder.is_dir():
        raise BadInput(f"{folder} is no folder: give one that holds video files", code="media_folder")
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES and path.is_file())
    if not found:
        raise BadInput(f"{folder} holds no clip ({', '.join(sorted(SUFFIXES))})", code="media_empty")
    return found


def prepare(clip: Path, cache: Path) -> FilmFiles:
    """Return the clip's main and sub-stream files; what is missing is made.

    Raises:
        BadInput: the clip cannot be read or decoded; the message names it.
    """
    state = clip.stat()
    identity = f"{clip.resolve()}:{state.st_size}:{state.st_mtime_ns}"
    stem = f"{clip.stem}-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"
    main = clip
    if codec_of(clip) in CODECS:
        load_clip(clip)
    else:
        main = cache / f"{stem}.main.mp4"
        if not main.exists():
            transcode(clip, main)
    sub = cache / f"{stem}.sub.mp4"
    if not sub.exists():
        transcode(clip, sub, size=fitting(size_of(main), SUB_SIZE), quality=SUB_QUALITY)
    return FilmFiles(clip.stem, main, sub)


def size_of(path: Path) -> tuple[int, int]:
    """Return a film's width and height, in pixels."""
    with av.open(str(path)) as container:
        context = container.streams.video[0].codec_context
        return context.width, context.height


def fitting(size: tuple[int, int], room: tuple[int, int]) -> tuple[int, int]:
    """Return the largest even size in the proportions of `size` that fits into `room`, never enlarged."""
    scale = min(1.0, room[0] / size[0], room[1] / size[1])
    width, height = (max(2, round(side * scale / 2) * 2) for side in size)
    return width, height
