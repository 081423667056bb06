"""Data protection: purging when promised and remembering erasures."""
