"""Hits to answers, and the ways to ask."""
