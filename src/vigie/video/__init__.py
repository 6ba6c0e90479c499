"""Floor 1: the video plane. Encoded pictures in, encoded pictures out; no decoding, no database."""
