"""The portal on paper: a record as frozen data, as HTML in one language, as PDF, kept under its digest."""
