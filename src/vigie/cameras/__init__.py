"""Floor 2: sites, cameras, media profiles, PTZ, health."""
