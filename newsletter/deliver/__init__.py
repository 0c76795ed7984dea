"""Delivers an approved issue: freezes its audience, builds each message and hands it to the relay, nobody twice."""
