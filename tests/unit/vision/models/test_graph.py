"""Initialisers leave the graph's inputs; everything else stays byte for byte."""

import pytest

from vigie.kernel.errors import BadInput
from vigie.vision.models.graph import with_free_size, without_initialiser_inputs


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


def shaped(number: int, *dims: int) -> bytes:
    shape = b"".join(field(1, bytes([8, dim])) for dim in dims)
    return field(number, field(1, b"name") + field(2, field(1, b"\x08\x01" + field(2, shape))))


def test_height_and_width_of_inputs_and_the_middle_of_outputs_are_freed() -> None:
    free = field(1, b"")
    one, three, last = (field(1, bytes([8, dim])) for dim in (1, 3, 85))
    values = shaped(13, 1, 2)
    model = HEADER + field(7, NODE + shaped(11, 1, 3, 96, 96) + shaped(12, 1, 49, 85) + values)

    def with_dims(number: int, dims: bytes) -> bytes:
        return field(number, field(1, b"name") + field(2, field(1, b"\x08\x01" + field(2, dims))))

    freed = NODE + with_dims(11, one + three + free + free) + with_dims(12, one + free + last)
    assert with_free_size(model) == HEADER + field(7, freed)


@pytest.mark.parametrize("broken", [b"\x3a\x7f123", b"<html>not found</html>"])
def test_freeing_refuses_a_broken_file(broken: bytes) -> None:
    with pytest.raises(BadInput, match="fetch it again"):
        with_free_size(broken)
