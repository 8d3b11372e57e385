"""Problems of our own and a tiny model that half solves them: a first run needs no network."""
