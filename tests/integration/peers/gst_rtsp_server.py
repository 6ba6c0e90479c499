"""GStreamer's own RTSP server, playing one file from its beginning for every client.

Run under Debian's Python, which has `gi`: `/usr/bin/python3 gst_rtsp_server.py FILE [--user U --password P]`.
Prints the port on its first line; ends when its standard input closes.
"""

import argparse
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402 - versions are chosen above

PIPELINES = {
    "h264": "filesrc location={file} ! qtdemux ! h264parse ! rtph264pay name=pay0 pt=96 config-interval=0",
    "h265": "filesrc location={file} ! qtdemux ! h265parse ! rtph265pay name=pay0 pt=96 config-interval=-1",
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--codec", choices=sorted(PIPELINES), default="h264")
    parser.add_argument("--user")
    parser.add_argument("--password")
    parser.add_argument("--digest", action="store_true")
    options = parser.parse_args()
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(f"( {PIPELINES[options.codec].format(file=options.file)} )")
    if options.user:
        _protect(server, factory, options)
    server.get_mount_points().add_factory("/stream", factory)
    server.attach(None)
    print(server.get_bound_port(), flush=True)  # noqa: T201 - the port is this program's answer
    loop = GLib.MainLoop()
    threading.Thread(target=lambda: (sys.stdin.read(), loop.quit()), daemon=True).start()
    loop.run()


def _protect(server, factory, options) -> None:
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    if options.digest:
        auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
        auth.add_digest(options.user, options.password, token)
    else:
        auth.add_basic(GstRtspServer.RTSPAuth.make_basic(options.user, options.password), token)
    roles = {"media.factory.access": True, "media.factory.construct": True}
    structure = Gst.Structure.new_empty("viewer")
    for name, value in roles.items():
        structure.set_value(name, value)
    factory.add_role_from_structure(structure)
    server.set_auth(auth)


if __name__ == "__main__":
    main()
