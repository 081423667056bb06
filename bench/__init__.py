"""The measurements behind what is said about speed: `make bench` prints one table."""
