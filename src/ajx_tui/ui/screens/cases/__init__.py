"""Enforcement cases and what is told table by table: papers, closures, losses, third-party scores."""
