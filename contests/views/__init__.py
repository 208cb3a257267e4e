"""Pages of the contests app: what everyone sees, and what an author does."""
