"""What is told of editions before they go out (proof) and of issues afterwards (outcome)."""
