import pytest

from vigie.simulator.scenes.scenario_export import PLACES, RULES, case, scenario
from vigie.simulator.scenes.shows import write_script
from vigie.simulator.scenes.spec import Behaviour
from vigie.simulator.scenes.stage import Stage
from vigie.simulator.scenes.truth import TruthWriter


@pytest.mark.parametrize("behaviour", [one for one in Behaviour if one is not Behaviour.QUIET])
@pytest.mark.parametrize("number", range(4))
def test_every_case_shows_its_behaviour_within_the_clip(behaviour, number):
    spec = case(behaviour, number, 5)
    events = [event for event in write_script(spec).events if event.kind == behaviour]
    assert events
    wait = RULES.get(behaviour, {}).get("min_duration_s", 0.0)
    for event in events:
        assert 0 <= event.start_s + wait <= spec.duration_s
    if behaviour in PLACES:
        assert spec.place in PLACES[behaviour]


def test_a_case_is_the_same_every_time_and_others_differ():
    assert case(Behaviour.FALL, 3, 1) == case(Behaviour.FALL, 3, 1)
    assert len({case(Behaviour.FALL, number, 1).seed for number in range(20)}) == 20


def test_a_quiet_case_has_rules_and_expects_nothing():
    spec = case(Behaviour.QUIET, 0, 1)
    told = scenario(spec, TruthWriter(Stage(spec)).to_json())
    assert len(told["rules"]) > 5
    assert told["events"] == []


def test_rules_know_the_geometry():
    spec = case(Behaviour.WRONG_WAY, 1, 1)
    rule = scenario(spec, TruthWriter(Stage(spec)).to_json())["rules"][0]
    assert len(rule["polyline_px"]) == 2
    assert 0 <= rule["allowed_direction_deg"] < 360
