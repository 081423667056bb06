"""What the association wants changed: campaigns, their story and their timeline."""
