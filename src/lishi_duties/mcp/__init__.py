"""The server for assistants (Model Context Protocol)."""
