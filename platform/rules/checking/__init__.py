"""Checks a ruleset that can be read: against the tenant's catalogue, its own tests, and common sense."""
