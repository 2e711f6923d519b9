"""Reading and what is kept of it: progress, inline answers, worksheets, search."""
