"""The chain around the visit: hotline seats, review and payment desks, cars; and queueing laws."""
