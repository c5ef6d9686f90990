"""FEEL's built-in functions (DMN 1.5, 10.3.4); importing a module declares what is in it."""
