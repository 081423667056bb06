"""Hard to cheat, kind to the honest: proof of work, holds, rules and invalidation."""
