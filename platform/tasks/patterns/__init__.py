"""Patterns over several items, as far as the work knows of them: which are in force, what a step tells them, what a
set of items raises, and the way through the past. The matching itself is `rules.patterns`; who looks is
`workers.patterns`."""
