"""Reminders: whose time runs out is told, the asker is told what happens now, and what stays late climbs."""
