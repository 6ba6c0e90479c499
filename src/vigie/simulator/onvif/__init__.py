"""The cameras' ONVIF side: device, media (ver10 and ver20) and PTZ services over SOAP 1.2."""
