"""A town of RTSP and ONVIF cameras: the outside world, for demonstration and tests."""
