"""Reads a ruleset's JSON into what can be decided, and finds everything that is wrong with it at once."""
