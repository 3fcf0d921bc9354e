"""Documents to passages: reading, sectioning, splitting and checking, without ML and without Discord."""
