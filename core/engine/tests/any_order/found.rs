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
    // What was acknowledged while a chain was still missing was sent again at once, without end.
    (26, 2_000),
    (33, 2_000),
    // Another dialog's acknowledgement, while a page was half read, made a log look unsigned: closed for good.
    (2_346_803_744_704_726_700, 1_249),
    // A dialog that began in news from before the ring, and that this person was not yet in then, never came.
    (1_302_359_334_534_967_938, 1_000),
    // Who had come in lost what was before, when the log was read anew.
    (17_899_771_719_360_117_303, 2_225),
    // One could write into a dialog that slept and that one was only asked into: the post waited for ever.
    (16_610_925_874_355_584_583, 1_000),
    // What was missing on a page had been taken back by an entry that was still on its way: called withheld.
    (6_240_871_742_520_849_396, 2_888),
    // A page that was awaited made the ring be kept again and again.
    (1_979_609_403_054_311_397, 1_000),
];
