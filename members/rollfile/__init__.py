"""The roll as a file, CSV or XLSX: how it is read, what it would change, how it is written into the roll and out of it."""
