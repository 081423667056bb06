"""Texts that the law asks for, drafted from what this installation really keeps, and for how long."""
