"""Synthetic street scenes with their ground truth: what the simulated town films."""

from vigie.simulator.scenes.catalogue import catalogue
from vigie.simulator.scenes.render import PARTS, RenderedScene, render_scene
from vigie.simulator.scenes.scenario_export import export_scenarios
from vigie.simulator.scenes.spec import Behaviour, Light, Place, SceneSpec
from vigie.simulator.scenes.wide import WideScene, panorama

__all__ = [
    "PARTS",
    "Behaviour",
    "Light",
    "Place",
    "RenderedScene",
    "SceneSpec",
    "WideScene",
    "catalogue",
    "export_scenarios",
    "panorama",
    "render_scene",
]
