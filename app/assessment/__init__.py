"""Attempts, scoring, draws and exam rules."""
