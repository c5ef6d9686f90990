"""Telling a tenant's own systems what happened: what is said to whom, how it is signed, and when it is tried again.

Sending is the workers' affair."""
