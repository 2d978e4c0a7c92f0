"""Installing, starting, saving. Standard library only: these run before anything is installed."""
