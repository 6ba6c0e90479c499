"""Which of the 80 classes of COCO (the data set the networks were trained on) mean something here."""

import numpy as np
from numpy.typing import NDArray

from vigie.vision.detections import ObjectClass

COCO_CLASSES = 80
IGNORED = -1

MEANING: dict[int, ObjectClass] = {
    0: ObjectClass.PERSON,
    1: ObjectClass.BICYCLE,
    2: ObjectClass.CAR,
    3: ObjectClass.MOTORCYCLE,
    5: ObjectClass.BUS,
    6: ObjectClass.TRAIN,
    7: ObjectClass.TRUCK,
    **dict.fromkeys(range(14, 24), ObjectClass.ANIMAL),
    24: ObjectClass.OBJECT,  # backpack
    26: ObjectClass.OBJECT,  # handbag
    28: ObjectClass.OBJECT,  # suitcase
}


def meanings(columns: int) -> NDArray[np.int16]:
    """Return our class of each score column: COCO's 80, or one column that is `person`."""
    if columns == 1:
        return np.array([ObjectClass.PERSON], np.int16)
    table = np.full(COCO_CLASSES, IGNORED, np.int16)
    for coco, ours in MEANING.items():
        table[coco] = ours
    return table
