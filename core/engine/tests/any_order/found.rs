//! Worlds in which something was wrong once: each a seed and how many steps. Refuses to lose one.

/// What was found, and mended.
pub const FOUND: &[(u64, usize)] = &[];
