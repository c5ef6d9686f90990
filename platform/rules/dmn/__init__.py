"""DMN 1.1 to 1.5 models: decisions with their requirements, boxed expressions, functions, services and imports."""
