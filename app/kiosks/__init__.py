"""Signing on a tablet at the stand."""
