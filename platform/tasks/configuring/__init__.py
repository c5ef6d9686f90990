"""Changing what a tenant has configured: work types, task types, queues, rulesets. Who may do it is not asked here."""
