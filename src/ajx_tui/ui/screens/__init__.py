"""One file per screen, one folder per subject; what several subjects share stands here."""
