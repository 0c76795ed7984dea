"""Our own small SMTP client on asyncio, because a retry is only safe for who knows in which phase a reply was lost.

replies    what a relay says, cut into replies; what each means in each phase: the table
wire       bytes out, replies in
session    one transaction after the other: pipelined, the next envelope riding behind a body (RFC 2920)
opening    connecting, TLS, signing in
single     one message, and no more: for tests and trials
"""
