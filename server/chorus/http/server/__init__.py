"""How we serve HTTP: the bounds of every port that speaks it."""
