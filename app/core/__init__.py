"""What every slice stands on and what knows no slice: settings, database, clock, ids, errors."""
