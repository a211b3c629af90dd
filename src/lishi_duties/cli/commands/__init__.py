"""The commands, one a module. What only some of them need is imported when one of these runs."""
