from vigie.bench.wall import opening


def test_a_wall_is_there_when_its_last_tile_is():
    seen = {
        "asked": [400.0, 401.0],
        "open": [410.0, 425.6],
        "octets": [500.0, 450.0],
        "pictures": [700.0, 812.3],
    }
    found = opening(seen, 2)
    assert (found.asked, found.open, found.octets, found.pictures) == (0.401, 0.426, 0.5, 0.812)


def test_sockets_opened_again_after_the_first_pictures_do_not_count():
    seen = {step: [100.0, 200.0, 9_000.0] for step in ("asked", "open", "octets", "pictures")}
    assert opening(seen, 2).octets == 0.2
