"""Seeded cases the benchmarks measure on."""
