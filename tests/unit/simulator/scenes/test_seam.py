"""The server plays films endlessly: nobody may jump when one begins anew."""

import pytest

from vigie.simulator.scenes import catalogue
from vigie.simulator.scenes.shows import write_script
from vigie.simulator.scenes.viewpoint import camera_of
from vigie.simulator.scenes.visibility import Visibility


def _in_view(spec, second):
    camera, script = camera_of(spec), write_script(spec)
    found = set()
    for actor in script.actors:
        where = actor.path.at(second)
        if where is None or actor.stays(spec.duration_s):
            continue
        u, v = camera.point(where.x, where.y)
        tall = 1.7 * camera.scale(where.y)
        _, share = Visibility(spec.width_px, spec.height_px).clip((u - tall / 4, v - tall, tall / 2, tall))
        if share > 0.2 and tall > 60:
            found.add(actor.object_id)
    return found


@pytest.mark.parametrize("spec", catalogue(), ids=lambda spec: spec.name)
def test_nobody_stands_near_the_camera_when_a_film_begins_or_ends(spec):
    assert _in_view(spec, 0.0) == set()
    assert _in_view(spec, spec.duration_s - 0.05) == set()
