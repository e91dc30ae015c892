"""The faces of the service: one thin module a group of routes."""
