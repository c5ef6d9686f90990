"""FEEL, the expression language of OMG DMN 1.5: scanner, parser, syntax tree, values and their evaluation."""
