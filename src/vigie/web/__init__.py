"""Floor 7: mounts every room's routes, the WebSocket, the built front end."""
