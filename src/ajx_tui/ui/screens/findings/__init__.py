"""What the checks find, the figures, and the clause behind either."""
