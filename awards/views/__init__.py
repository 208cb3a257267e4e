"""The pages of the awards, by who opens them: everyone, the nominator, the supporter with a link."""
