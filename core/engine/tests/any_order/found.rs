//! Worlds in which something was wrong once: each a seed and how many steps. Refuses to lose one.

/// What was found, and mended.
pub const FOUND: &[(u64, usize)] = &[
    // What was acknowledged while a chain was still missing was sent again at once, without end.
    (26, 2_000),
    (33, 2_000),
    // Another dialog's acknowledgement, while a page was half read, made a log look unsigned: closed for good.
    (2_346_803_744_704_726_700, 1_249),
];
