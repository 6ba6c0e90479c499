"""The models Vigie knows: where each comes from, at which commit, under which licence, with which digest.

None is shipped. A file is used only when its SHA-256 is the one written here, whoever brought it.
"""

from dataclasses import dataclass
from urllib.parse import quote

from vigie.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One model.

    Attributes:
        name: the name people type.
        family: how its outputs are read (`heads.HEADS`).
        repository: upstream repository on GitHub, `owner/name`.
        commit: the commit at which the file was read.
        path: the file in it.
        sha256: the digest of the file.
        size_bytes: its length.
        licence: SPDX name and where it was read.
        description_fr: what it is good for.
    """

    name: str
    family: str
    repository: str
    commit: str
    path: str
    sha256: str
    size_bytes: int
    licence: str
    description_fr: str

    @property
    def address(self) -> str:
        """The upstream address at the fixed commit."""
        return f"https://raw.githubusercontent.com/{self.repository}/{self.commit}/{quote(self.path)}"

    @property
    def file_name(self) -> str:
        """The name under which it lies on the shelf."""
        return f"{self.name}.onnx"


DEFAULT = "yolox-nano"

_PIPELINE = ("Kazuhito00/MOT-Tracking-by-Detection-Pipeline", "e50a76b8b430b778276e7fd04fd4cafd5d45eab2")
_PICODET = ("hpc203/picodet-onnxruntime", "dfe4d6cd0a18cd4126ee381e81df8a0b1e6ad97b")

CATALOGUE: tuple[ModelCard, ...] = (
    ModelCard(
        "yolox-nano",
        "yolox",
        *_PIPELINE,
        "Detector/yolox/model/yolox_nano_416x416.onnx",
        "695e750a5d5754bb5a8d5325643b59282191a7e7a564e435a415fd3c578eab14",
        3_660_092,
        "Apache-2.0 (Megvii YOLOX; licence beside the file)",
        "80 classes, 416 px : précis et sobre.",
    ),
    ModelCard(
        "picodet-s-416",
        "picodet",
        *_PICODET,
        "coco/picodet_s_416_coco.onnx",
        "cdab77bdde16e4f76bec734c4e5791801d1739e4c7ec1995e0e110e04300d0c2",
        4_040_573,
        "Apache-2.0 (weights of PaddleDetection; the repository itself states none)",
        "80 classes, 416 px : le plus sensible, le plus lent.",
    ),
    ModelCard(
        "picodet-s-320",
        "picodet",
        *_PICODET,
        "coco/picodet_s_320_coco.onnx",
        "d7852a1508b36bfc2739770ad52ff28bf81e219dc5c15dd7868d5ebdf007b6c8",
        4_040_569,
        "Apache-2.0 (weights of PaddleDetection; the repository itself states none)",
        "80 classes, 320 px.",
    ),
    ModelCard(
        "nanodet-m-320",
        "nanodet",
        *_PIPELINE,
        "Detector/nanodet/model/nanodet_m_320.onnx",
        "88e9fb97a54bb0030127ad323a10f88b4531b6aa82617e7ef79e35ffcc9bb3e1",
        3_802_801,
        "Apache-2.0 (licence beside the file)",
        "80 classes, 320 px.",
    ),
    ModelCard(
        "nanodet-m-416",
        "nanodet",
        *_PIPELINE,
        "Detector/nanodet/model/nanodet_m_416.onnx",
        "08b62b9ee4a7878e7a64d6ef4faf3074322c033a0252c83a20f41b86c76e8146",
        3_802_805,
        "Apache-2.0 (licence beside the file)",
        "80 classes, 416 px.",
    ),
    ModelCard(
        "fastestdet",
        "fastestdet",
        "dog-qiuqiu/FastestDet",
        "50473cd155cb088aa4a99e64ff6a4b3c24fa07e1",
        "example/onnx-runtime/FastestDet.onnx",
        "31cb14c017fce347cb4c846ec62fdf00d76bb3beecdf4be21e7116ac67feb880",
        998_169,
        "BSD-3-Clause (LICENSE.md)",
        "80 classes, 352 px : trois fois plus rapide, moins précis.",
    ),
    ModelCard(
        "light-person",
        "light-person",
        *_PIPELINE,
        "Detector/light_person_detector/model/model.onnx",
        "4bf5f704cd3bd900645a4303e0934ede13d9fb2135058b38005f4c2886c68576",
        3_616_703,
        "Apache-2.0 (licence beside the file)",
        "Personnes seulement, 192 px : le plus rapide, objets proches.",
    ),
)


def card(name: str) -> ModelCard:
    """Return the card of that name.

    Raises:
        NotFound: there is none; the message lists those that exist.
    """
    for each in CATALOGUE:
        if each.name == name:
            return each
    known = ", ".join(each.name for each in CATALOGUE)
    raise NotFound(f"no model is called {name!r}: choose one of {known}", code="unknown_model")
