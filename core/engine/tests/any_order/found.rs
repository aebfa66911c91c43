//! Worlds in which something was wrong once: each a seed and how many steps. Refuses to lose one: whoever
//! changes what a step draws undoes each mending for a while, and looks for a world that shows it again.

/// What was found, and mended.
pub const FOUND: &[(u64, usize)] = &[
    // What was acknowledged while a chain was still missing was sent again at once, without end
    // (`outbox`, `answered`).
    (42, 1_800),
    // Another dialog's acknowledgement, while a page was half read, made a log look unsigned: closed for good
    // (`inbox`, `take_own`).
    (1, 1_800),
    // Whoever had just added a device could not be named in a dialog: it never began (`duties`, `begin_dialogs`).
    (17, 1_800),
    // A proposal that could not be made, as a sibling's card was still to come, held up every post (`duties`,
    // `next_entry`).
    (3_402_232_211_344_200_163, 1_000),
];
