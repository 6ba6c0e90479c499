"""Initialisers leave the graph's inputs; everything else stays byte for byte."""

import pytest

from vigie.kernel.errors import BadInput
from vigie.vision.models.graph import without_initialiser_inputs


def field(number: int, payload: bytes) -> bytes:
    assert len(payload) < 128
    return bytes([number << 3 | 2, len(payload)]) + payload


NODE = field(1, b"node")
WEIGHT = field(5, b"\x10\x01" + field(8, b"weight"))
IMAGE_INPUT = field(11, field(1, b"image"))
WEIGHT_INPUT = field(11, field(1, b"weight"))
HEADER = b"\x08\x07" + field(2, b"pytorch")


def test_only_inputs_that_are_initialisers_are_dropped() -> None:
    model = HEADER + field(7, NODE + WEIGHT + IMAGE_INPUT + WEIGHT_INPUT)
    assert without_initialiser_inputs(model) == HEADER + field(7, NODE + WEIGHT + IMAGE_INPUT)


def test_a_model_without_such_inputs_is_unchanged() -> None:
    model = HEADER + field(7, NODE + WEIGHT + IMAGE_INPUT)
    assert without_initialiser_inputs(model) == model


@pytest.mark.parametrize("broken", [b"\x3a\x7f123", b"<html>not found</html>", b"\xff" * 12])
def test_a_broken_file_is_refused(broken: bytes) -> None:
    with pytest.raises(BadInput, match="fetch it again"):
        without_initialiser_inputs(broken)
