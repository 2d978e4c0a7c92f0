"""The portal's own matter as plain Python: no framework, no database, no clock, no language."""
