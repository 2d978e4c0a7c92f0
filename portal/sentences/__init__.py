"""Sentences for problem codes, one module per room. Each names the place, the value, the rule and the fix."""
