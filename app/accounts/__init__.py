"""Organizers' accounts, sign-in and sessions."""
