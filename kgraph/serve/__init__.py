"""A dossier over HTTP, for programs and browsers: read-only, within limits, on this machine."""
