"""The open web under all the rules of the network: addresses, connections, answers, what is kept of them. Edges."""
