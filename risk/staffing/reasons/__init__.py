"""Why a claim is late or not served, and what would have saved it."""
