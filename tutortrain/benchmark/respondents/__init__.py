"""Who is asked: weights in this process, or a server."""
