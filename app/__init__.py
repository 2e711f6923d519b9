"""Clauseway: courses in Markdown, served with progress, exams and certificates."""
