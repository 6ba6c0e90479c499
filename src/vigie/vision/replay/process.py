"""The replay's own process: lowest priority, one thread, no file, no database, no network.

Run as `python -m vigie.vision.replay.process NICENESS`; reads the task and the recording from standard input,
writes JSON lines to standard output, and ends when either is closed: it never outlives the centre.
"""

import json
import os
import sys
from typing import IO, Any

import cv2

from vigie.kernel.errors import VigieError
from vigie.vision.choice import choose
from vigie.vision.replay.run import Replay
from vigie.vision.replay.wire import Task, messages
from vigie.vision.settings import AnalystSettings


def main() -> None:
    """Run one task."""
    os.nice(int(sys.argv[1]))
    cv2.setNumThreads(1)
    serve(sys.stdin.buffer, sys.stdout.buffer)


def serve(given: IO[bytes], out: IO[bytes]) -> None:
    """Run the task that `given` holds; tell everything on `out`, errors by their code included."""

    def tell(line: dict[str, Any]) -> None:
        out.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        out.flush()

    try:
        task = Task.of_json(json.loads(given.readline()))
        choice = choose(AnalystSettings.model_validate(task.analyst), task.release)
        tell({"type": "began", "detector": choice.name, "runtime": choice.runtime})
        Replay(task, choice, tell).run(messages(given))
    except VigieError as error:
        tell({"type": "failed", "code": error.error_code, "message": str(error)})
    except BrokenPipeError:
        return


if __name__ == "__main__":
    main()
