"""What differs between runs, and whether it is real. Imports no backend and starts at once."""
