"""The rules of docs/architecture.md as tests: each failure says what to do."""
