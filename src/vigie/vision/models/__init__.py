"""Object detectors that run in onnxruntime: catalogue, shelf of installed files, decoders of each family."""
