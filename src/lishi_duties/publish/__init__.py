"""From the sources to the packaged data, and from a reviewed draft to a new edition."""
