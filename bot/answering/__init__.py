"""Questions to answers: evidence, choice of quotes, abstention, and what quotes say against each other."""
