"""The association's documents: kept by the office, read by everyone or by members."""
