"""Routes of one day: the problem, its cost, first routes, insertion, improvement, verification."""

from risk.staffing.routes.problem import Cost, Crews, Cut, Jobs, Problem, Roads, Routes, Schedule

__all__ = ["Cost", "Crews", "Cut", "Jobs", "Problem", "Roads", "Routes", "Schedule"]
