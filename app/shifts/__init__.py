"""Shifts: events, times, places for hands, and the bookings of them."""
