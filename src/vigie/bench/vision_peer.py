"""The way of Frigate: one ffmpeg per camera decodes to raw pictures, a network looks at each moving region.

The recording half, one more ffmpeg per camera that copies the main stream into files, is `ffmpeg_peer`.

Run as `python -m vigie.bench.vision_peer MODELS DETECTOR URL…`; it prints one JSON line of counts a second.
Motion after Frigate's improved detector: a gray picture 100 px high, blurred, a running average, threshold,
dilation, contours; each cluster of motion becomes a square region at least as large as the network's input.
"""

import json
import selectors
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import cv2
import numpy as np

from vigie.kernel.errors import Unavailable
from vigie.simulator.media import SUB_SIZE
from vigie.vision.detector import Detector
from vigie.vision.models.builtin import BUILTIN
from vigie.vision.models.catalogue import card
from vigie.vision.models.shelf import Shelf

PICTURES_PER_S = 5
MOTION_HEIGHT_PX = 100
THRESHOLD = 30
LEAST_AREA_PX = 10
AVERAGE_RATE = 0.01
KERNEL = np.ones((3, 3), np.uint8)


class MotionBoxes:
    """Where one camera's picture changed, as Frigate finds it."""

    def __init__(self) -> None:
        self._average: np.ndarray | None = None

    def update(self, luma: np.ndarray) -> list[tuple[int, int, int, int]]:
        """Return boxes (left, top, right, bottom) in pixels of the picture."""
        height, width = luma.shape
        wide = MOTION_HEIGHT_PX * width // height
        small = cv2.resize(luma, (wide, MOTION_HEIGHT_PX), interpolation=cv2.INTER_LINEAR)
        small = cv2.GaussianBlur(small, (3, 3), 0)
        if self._average is None:
            self._average = small.astype(np.float32)
            return []
        delta = cv2.absdiff(small, cv2.convertScaleAbs(self._average))
        _, mask = cv2.threshold(delta, THRESHOLD, 255, cv2.THRESH_BINARY)
        mask = cv2.dilate(mask, KERNEL, iterations=1)
        contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        cv2.accumulateWeighted(small, self._average, AVERAGE_RATE)
        scale = height / MOTION_HEIGHT_PX
        boxes = [cv2.boundingRect(each) for each in contours if cv2.contourArea(each) > LEAST_AREA_PX]
        return [
            (round(x * scale), round(y * scale), round((x + w) * scale), round((y + h) * scale))
            for x, y, w, h in boxes
        ]


class Camera:
    """One camera's ffmpeg and what came of its pictures."""

    def __init__(self, url: str) -> None:
        wide, high = SUB_SIZE
        command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-rtsp_transport", "tcp", "-i", url]
        command += [
            "-r",
            str(PICTURES_PER_S),
            "-vf",
            f"fps={PICTURES_PER_S},scale={wide}:{high}",
            "-threads",
            "1",
        ]
        command += ["-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.size = wide * high * 3 // 2
        self.motion = MotionBoxes()
        self._bytes = bytearray()

    @property
    def pipe(self) -> IO[bytes]:
        """Where its pictures come out."""
        assert self.process.stdout is not None  # noqa: S101 - it was started with a pipe
        return self.process.stdout

    def read(self) -> np.ndarray | None:
        """Return the next whole picture (height × 1.5, width), None until there is one, raise at the end."""
        part = self.pipe.read1(self.size - len(self._bytes))  # type: ignore[attr-defined]  # a buffered pipe has it
        if not part:
            raise EOFError
        self._bytes += part
        if len(self._bytes) < self.size:
            return None
        picture = np.frombuffer(bytes(self._bytes), np.uint8).reshape(-1, SUB_SIZE[0])
        self._bytes.clear()
        return picture


def regions(boxes: list[tuple[int, int, int, int]], side: int) -> list[tuple[int, int, int, int]]:
    """Return square regions over clusters of motion, at least `side` px wide where the picture allows."""
    wide, high = SUB_SIZE
    left = [tuple(each) for each in boxes]
    found: list[tuple[int, int, int, int]] = []
    while left:
        x0, y0, x1, y1 = left.pop()
        grown = True
        while grown:
            grown = False
            for other in list(left):
                union = (min(x0, other[0]), min(y0, other[1]), max(x1, other[2]), max(y1, other[3]))
                if max(union[2] - union[0], union[3] - union[1]) <= side:
                    x0, y0, x1, y1 = union
                    left.remove(other)
                    grown = True
        size = min(high, max(side, round(max(x1 - x0, y1 - y0) * 1.2)))
        at_x = int(np.clip((x0 + x1 - size) / 2, 0, wide - size))
        at_y = int(np.clip((y0 + y1 - size) / 2, 0, high - size))
        found.append((at_x, at_y, at_x + size, at_y + size))
    return found


def main(arguments: list[str]) -> None:
    """Analyse until ended."""
    models, name, *urls = arguments
    if shutil.which("ffmpeg") is None:
        raise Unavailable("the peer of this benchmark is missing: apt install ffmpeg", code="peer_missing")
    cv2.setNumThreads(1)
    detector = None if name == BUILTIN else Shelf(Path(models)).open(card(name))
    counts = {"pictures": 0, "regions": 0}
    with selectors.DefaultSelector() as selector:
        for url in urls:
            camera = Camera(url)
            selector.register(camera.pipe, selectors.EVENT_READ, camera)
        told_s = time.monotonic()
        while selector.get_map():
            for key, _ in selector.select(1.0):
                _take(key.data, detector, counts, selector)
            if time.monotonic() - told_s > 1:
                told_s = time.monotonic()
                print(json.dumps(counts), flush=True)


def _take(
    camera: Camera, detector: Detector | None, counts: dict[str, int], selector: selectors.BaseSelector
) -> None:
    try:
        picture = camera.read()
    except EOFError:
        selector.unregister(camera.pipe)
        return
    if picture is None:
        return
    counts["pictures"] += 1
    boxes = camera.motion.update(picture[: SUB_SIZE[1]])
    if not boxes or detector is None:
        return
    colours = np.asarray(cv2.cvtColor(picture, cv2.COLOR_YUV2BGR_I420), np.uint8)
    for left, top, right, bottom in regions(boxes, detector.side_px):
        detector.detect([np.ascontiguousarray(colours[top:bottom, left:right])])
        counts["regions"] += 1


if __name__ == "__main__":
    main(sys.argv[1:])
