"""The organizers' first page."""
