"""A fictional association in Rågsved, so that a visitor understands the program at once."""
