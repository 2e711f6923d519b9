"""Certificates: eligibility, PDF, verification."""
