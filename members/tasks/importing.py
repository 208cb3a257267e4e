"""Background work on a file with people for the roll, by id: check it without changing anything, then apply it whole."""
