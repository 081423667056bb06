"""Tasks that someone can take and give back."""
