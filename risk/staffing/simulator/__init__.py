"""Who reaches which claim when: crews, scenarios, the compiled dispatch, and what a run means."""
