"""Importing spreadsheets: choosing files, matching columns, looking before writing."""
