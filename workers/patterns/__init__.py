"""The worker of patterns: a process of its own, whose children run the engine and may die of it."""
