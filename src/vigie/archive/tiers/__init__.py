"""Where recordings lie besides the volumes: the S3 tier (docs/reference/archive-s3.md)."""
