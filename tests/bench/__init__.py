"""The benchmark harness behind `make bench`; never part of the suite."""
