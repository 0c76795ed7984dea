"""What each page of the studio says, made from values; pure, so that every sentence can be tested without a server."""
