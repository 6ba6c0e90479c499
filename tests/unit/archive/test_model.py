"""Merging of spans, and segment names."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from vigie.archive.model import merge, parse_segment_id, segment_id
from vigie.kernel.ids import CameraId
from vigie.kernel.instants import UtcUs

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60))).map(sorted)


def covered(spans: list[tuple[int, int]]) -> set[int]:
    return {instant for start, end in spans for instant in range(start, end)}


@given(SPANS)
def test_merging_covers_exactly_what_was_covered(spans: list[tuple[int, int]]) -> None:
    merged = [(span.start, span.end) for span in merge(spans)]
    assert covered(merged) == covered(spans)
    assert all(first[1] < second[0] for first, second in itertools.pairwise(merged))


@given(SPANS, st.integers(0, 10))
def test_a_tolerance_only_closes_holes_up_to_its_length(spans: list[tuple[int, int]], tolerance: int) -> None:
    merged = [(span.start, span.end) for span in merge(spans, tolerance_us=tolerance)]
    assert covered(merged) >= covered(spans)
    assert all(second[0] - first[1] > tolerance for first, second in itertools.pairwise(merged))


@given(st.from_regex(r"[a-z0-9-]{1,64}", fullmatch=True), st.integers(0, 2**62))
def test_a_segments_name_reads_back(camera: str, start: int) -> None:
    assert parse_segment_id(segment_id(CameraId(camera), UtcUs(start))) == (camera, start)


@given(st.text())
def test_any_other_name_is_none_or_reads_back(text: str) -> None:
    parsed = parse_segment_id(text)
    assert parsed is None or parsed[1] >= 0
