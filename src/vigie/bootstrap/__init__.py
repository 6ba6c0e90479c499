"""Where parts are wired together, one file per process. Nothing here decides anything."""
