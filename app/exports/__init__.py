"""Signature lists that leave the program."""
