"""Rulesets as sheets: the rows and columns in which people draw decision tables, in spreadsheets and in DMN."""
