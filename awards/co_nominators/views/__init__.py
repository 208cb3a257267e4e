"""The pages of nominating together: for those who put a nomination forward, and for whoever is invited."""
