"""The server: kept pages on an event loop, Flask behind it in threads, and the processes that run both."""
