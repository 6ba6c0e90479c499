"""What of an ONNX graph is dropped before it is opened: whole fields only, no weight nor operation changes.

Initialisers leave the graph's inputs, so that onnxruntime may fold them: 1.2–1.5 times faster. Some exporters
list every weight as an input that a caller could replace. And a network that only convolves takes pictures of
any size once the size written beside its input and outputs is gone: a small picture then costs little.

The file is a protobuf message (onnx.proto: ModelProto.graph = 7; GraphProto.initializer = 5, .input = 11,
.output = 12, .value_info = 13; TensorProto.name = 8; ValueInfoProto.name = 1, .type = 2;
TypeProto.tensor_type = 1; TypeProto.Tensor.shape = 2; TensorShapeProto.dim = 1; Dimension.dim_value = 1).
"""

from collections.abc import Callable, Iterator

from vigie.kernel.errors import BadInput

MODEL_GRAPH, GRAPH_INITIALISER, GRAPH_INPUT, TENSOR_NAME, INPUT_NAME = 7, 5, 11, 8, 1
GRAPH_OUTPUT, GRAPH_VALUES = 12, 13
TYPE, TENSOR_TYPE, SHAPE, DIM = 2, 1, 2, 1
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


def without_initialiser_inputs(model: bytes) -> bytes:
    """Return the model with only its true inputs.

    Raises:
        BadInput: the bytes are not an ONNX model.
    """
    return _with(model, MODEL_GRAPH, _strip)


def with_free_size(model: bytes) -> bytes:
    """Return the model without the height and width of its inputs, and what of its outputs follows from them.

    The first dimension (one picture), an input's colours and an output's last dimension stay.

    Raises:
        BadInput: the bytes are not an ONNX model.
    """
    return _with(model, MODEL_GRAPH, _freed)


def _with(message: bytes, field: int, change: Callable[[bytes], bytes]) -> bytes:
    """Return a message with each payload of a field changed."""
    parts: list[bytes] = []
    for number, _, whole, payload in _fields(message):
        if number == field:
            changed = change(payload)
            parts.append(_varint_bytes(field << 3 | BYTES) + _varint_bytes(len(changed)) + changed)
        else:
            parts.append(whole)
    return b"".join(parts)


def _freed(graph: bytes) -> bytes:
    kept = b"".join(whole for number, _, whole, _ in _fields(graph) if number != GRAPH_VALUES)
    kept = _with(kept, GRAPH_INPUT, lambda value: _without_dims(value, lambda at, _: at >= 2))  # noqa: PLR2004 - picture, colours, then height, width
    return _with(kept, GRAPH_OUTPUT, lambda value: _without_dims(value, lambda at, count: 0 < at < count - 1))


def _without_dims(value: bytes, free: Callable[[int, int], bool]) -> bytes:
    """Empty the dimensions of a value that `free(number, how many)` names."""

    def emptied(shape: bytes) -> bytes:
        count = sum(number == DIM for number, *_ in _fields(shape))
        at = iter(range(count))
        return _with(shape, DIM, lambda dim: b"" if free(next(at), count) else dim)

    return _with(value, TYPE, lambda a: _with(a, TENSOR_TYPE, lambda b: _with(b, SHAPE, emptied)))


def _strip(graph: bytes) -> bytes:
    names = {
        _name(payload, TENSOR_NAME) for number, _, _, payload in _fields(graph) if number == GRAPH_INITIALISER
    }
    return b"".join(
        whole
        for number, _, whole, payload in _fields(graph)
        if number != GRAPH_INPUT or _name(payload, INPUT_NAME) not in names
    )


def _name(message: bytes, field: int) -> bytes:
    for number, kind, _, payload in _fields(message):
        if number == field and kind == BYTES:
            return payload
    return b""


def _fields(message: bytes) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Yield (number, wire type, whole bytes, payload) of each field."""
    at = 0
    while at < len(message):
        start = at
        key, at = _varint(message, at)
        kind = key & 7
        if kind == VARINT:
            _, end = _varint(message, at)
        elif kind == BYTES:
            length, at = _varint(message, at)
            end = at + length
        elif kind in {FIXED64, FIXED32}:
            end = at + (8 if kind == FIXED64 else 4)
        else:
            raise _broken()
        if end > len(message):
            raise _broken()
        yield key >> 3, kind, message[start:end], message[at:end]
        at = end


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        if at >= len(message) or shift > 63:  # noqa: PLR2004 - a varint has at most 64 bits
            raise _broken()
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:  # noqa: PLR2004 - the top bit says that more follows
            return value, at
        shift += 7


def _varint_bytes(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:  # noqa: PLR2004 - seven bits a byte
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _broken() -> BadInput:
    return BadInput("this file is not a whole ONNX model: fetch it again", code="model_broken")
