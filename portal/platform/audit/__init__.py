"""The audit trail: a keyed hash chain, its anchors, its locks, its proofs."""
