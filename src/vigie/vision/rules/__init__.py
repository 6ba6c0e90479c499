"""Behaviours as pure state machines: a rule sees one `SceneView` after another and gives signals."""
