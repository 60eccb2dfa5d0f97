"""Crews by day and base that keep the promise with the wanted chance, and what binds."""
