"""The low-priority process that makes films while the town already serves.

It prints one JSON object a line: first `{"type": "plan", "names": […]}`, then for each film
`{"type": "film", "name", "main", "sub", "stand_in"}` (the last one for scenes only) or
`{"type": "skipped", "name", "message"}`, at last `{"type": "done"}`.
Run as `python -m vigie.simulator.supply_worker FOLDER [CLIPS]`.
"""

import fcntl
import json
import os
import sys
from pathlib import Path

from vigie.kernel.errors import BadInput, VigieError
from vigie.simulator.clips import load_clip
from vigie.simulator.media import find_clips, prepare

NICENESS = 15


def main() -> None:
    """Make what the arguments ask."""
    os.nice(NICENESS)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / ".lock").open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)  # two towns may share a folder: one makes the films, the other waits
    if len(sys.argv) > 2:  # noqa: PLR2004 - the clips' folder is the second argument
        make_from_clips(Path(sys.argv[2]), folder)
    else:
        make_scenes(folder)
    say(type="done")


def make_from_clips(clips: Path, cache: Path) -> None:
    """Prepare every clip of a folder; one that is broken is named and passed over."""
    found = find_clips(clips)
    names = [str(path.relative_to(clips)) for path in found]
    say(type="plan", names=names)
    for name, path in zip(names, found, strict=True):
        try:
            files = prepare(path, cache)
        except (VigieError, OSError) as error:
            say(type="skipped", name=name, message=str(error))
        else:
            say(type="film", name=name, main=str(files.main), sub=str(files.sub))


def make_scenes(folder: Path) -> None:
    """Render every scene of the catalogue that is not there yet; those that are there come first."""
    from vigie.simulator.scenes import PARTS, catalogue, render_scene  # noqa: PLC0415 - clips need no renderer

    specs = catalogue()
    say(type="plan", names=[spec.name for spec in specs])
    for spec in sorted(specs, key=lambda spec: not _are_there(folder, spec.name, PARTS)):
        rendered = render_scene(spec, folder)
        if not is_sound(rendered.main, rendered.sub, rendered.stand_in):
            for part in folder.glob(f"{spec.name}.*"):
                part.unlink()
            rendered = render_scene(spec, folder)
        files = {name: str(getattr(rendered, name)) for name in ("main", "sub", "stand_in")}
        say(type="film", name=spec.name, **files)


def _are_there(folder: Path, name: str, parts: tuple[str, ...]) -> bool:
    return all((folder / f"{name}.{part}").exists() for part in parts)


def is_sound(*films: Path) -> bool:
    """Tell whether the films can be sent: a machine that lost power may have left half of one."""
    try:
        for film in films:
            load_clip(film)
    except BadInput:
        return False
    return True


def say(**values: object) -> None:
    """Print one line."""
    sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
