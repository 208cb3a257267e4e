"""Documents out and in: PDFs that typst sets, and copies for readers of the files that people send."""
