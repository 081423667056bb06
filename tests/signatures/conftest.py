"""What the tests of signatures share with those of petitions."""

from tests.petitions.conftest import at_once, petition, served

__all__ = ["at_once", "petition", "served"]
