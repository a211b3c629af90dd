"""What maintainers write below `sources/`: its forms, and what is checked."""
