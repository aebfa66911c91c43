//! What was looked for and found, newest first. Refuses anything to compute: a hit comes in three parts.
//! Shown by `SearchScreen` in Kotlin and Swift.

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchView {
    /// Newest first.
    pub rows: Vec<SearchRow>,
    /// Whether more can be had by asking for one page more.
    pub more: bool,
    /// One quiet line: that nothing was found, or that older posts are not here to be looked through.
    pub notice: Option<String>,
}

/// A post that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchRow {
    /// Opaque id of the dialog.
    pub dialog: String,
    /// Opaque id of the post: `DialogFeed.show` brings it into the window.
    pub post: String,
    /// Who the talk is with.
    pub name: String,
    /// One or two letters for the avatar.
    pub initials: String,
    /// Which of the eight avatar tones, 0..8.
    pub tone: u8,
    /// The words before the hit, already prefixed with who wrote them.
    pub before: String,
    /// The words that were looked for, as they are written there.
    pub hit: String,
    /// The words after the hit.
    pub after: String,
    /// When, as people say it.
    pub time: String,
    /// The whole row as one sentence, for a screen reader.
    pub spoken: String,
}
