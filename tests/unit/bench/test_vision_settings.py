"""The analyst that is measured gets its settings beside those that every demonstration has."""

from vigie import demo_town
from vigie.bench.vision import analyst_environment
from vigie.settings import load


def test_the_demonstrations_settings_take_the_benchs(tmp_path, monkeypatch):
    plan = demo_town.plan(cameras=2, media=None, data=tmp_path, port=0)
    rules, models = tmp_path / "rules.json", tmp_path / "models"
    for name, value in analyst_environment(rules, "yolox-nano", models).items():
        monkeypatch.setenv(name, value)
    analyst = load(plan.config_file).analyst
    assert (analyst.rules_file, analyst.detector, analyst.models) == (rules, "yolox-nano", models)
