"""Who is let in at the desk, as what, and until when."""
