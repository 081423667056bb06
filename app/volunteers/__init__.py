"""People who help: a sealed register, and the personal page Mina pass."""
