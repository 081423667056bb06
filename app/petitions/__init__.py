"""Petitions: signing, confirming, counting, withdrawing."""
