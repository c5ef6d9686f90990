"""The files in which people keep rules: JSON, YAML, DMN models, spreadsheets and CSV."""
