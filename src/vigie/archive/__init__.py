"""Floor 3: segments, index, retention, playback."""
