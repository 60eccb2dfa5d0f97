"""The seeded synthetic demo county: its world, its ledgers, its settings."""
