"""The pages about letters, by who opens them: the nominator and who may read a letter; the supporter with a link."""
