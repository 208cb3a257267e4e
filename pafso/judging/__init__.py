"""What every jury shares. allocation, scoring, ranking and recount are arithmetic on plain values: no Django in them."""
