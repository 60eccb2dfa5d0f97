from benchmarks._staffing_plan import held_elsewhere, made, small_case


def test_certified_chances_hold_on_other_events():
    """Five small random counties: events of another seed keep what was certified.

    A band of 90 % may miss one tier in ten; of at most ten tiers eight hold, none is far off.
    """
    held = []
    for seed in range(5):
        case = small_case(seed)
        held += held_elsewhere(case, seed, made(case))
    assert sum(inside for inside, _ in held) >= len(held) - 2
    assert all(abs(gap) < 0.08 for _, gap in held)
