"""Files of many rows: read in bounded memory, each row made into a new item by the schema of its type."""
