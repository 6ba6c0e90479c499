"""RFC 9162 section 2.1, on every small tree and on the certificate-transparency test vectors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vigie.audit import merkle

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
HASHES = [merkle.leaf_hash(leaf) for leaf in LEAVES]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize(("size", "expected"), ROOTS.items())
def test_roots_equal_the_published_vectors(size, expected):
    assert merkle.root(HASHES[:size]).hex() == expected


def test_the_empty_tree_is_the_digest_of_nothing():
    assert merkle.root([]) == merkle.EMPTY_ROOT


def many(size: int) -> list[bytes]:
    return [merkle.leaf_hash(str(number).encode()) for number in range(size)]


@pytest.mark.parametrize("size", range(1, 34))
def test_every_leaf_is_proved_and_no_other(size):
    hashes = many(size)
    top = merkle.root(hashes)
    for index, hashed in enumerate(hashes):
        proof = merkle.inclusion_proof(index, hashes)
        assert merkle.verify_inclusion(hashed, index, size, proof, top)
        assert not merkle.verify_inclusion(merkle.leaf_hash(b"other"), index, size, proof, top)
        assert not merkle.verify_inclusion(hashed, index + 1, size, proof, top)
        assert not merkle.verify_inclusion(hashed, index, size, [*proof, top], top)
        assert not proof or not merkle.verify_inclusion(hashed, index, size, proof[:-1], top)


@pytest.mark.parametrize("size", range(1, 34))
def test_every_earlier_tree_is_proved_consistent(size):
    hashes = many(size)
    top = merkle.root(hashes)
    for first in range(1, size + 1):
        early = merkle.root(hashes[:first])
        proof = merkle.consistency_proof(first, hashes)
        assert merkle.verify_consistency(first, size, early, top, proof)
        forged = merkle.root([*hashes[: first - 1], merkle.leaf_hash(b"forged")])
        assert not merkle.verify_consistency(first, size, forged, top, proof)
        assert not merkle.verify_consistency(first, size, early, top, [*proof, top])


@given(st.lists(st.binary(max_size=8), max_size=70), st.integers(0, 70))
def test_the_frontier_gives_the_root_and_survives_its_bytes(leaves, cut):
    hashes = [merkle.leaf_hash(leaf) for leaf in leaves]
    frontier = merkle.Frontier()
    for place, hashed in enumerate(hashes):
        if place == cut:
            frontier = merkle.Frontier.from_bytes(frontier.size, frontier.to_bytes())
        frontier.append(hashed)
    assert frontier.size == len(hashes)
    assert frontier.root() == merkle.root(hashes)


@pytest.mark.parametrize(("size", "count"), [(1, 0), (0, 32), (3, 32), (2, 33), (-1, 0)])
def test_peaks_of_another_size_are_refused(size, count):
    with pytest.raises(ValueError, match="peaks"):
        merkle.Frontier.from_bytes(size, bytes(count))


@pytest.mark.parametrize("index", [-1, 3])
def test_no_proof_for_a_leaf_that_is_not_there(index):
    with pytest.raises(ValueError, match="no leaf"):
        merkle.inclusion_proof(index, HASHES[:3])
