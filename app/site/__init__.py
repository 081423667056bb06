"""The association's own pages: front, safety, health."""
