//! What a person can react with: one emoji.
//! Refuses letters, spaces, controls, and more than one. Asked where a reaction is made and where it is read.

use unicode_segmentation::UnicodeSegmentation;

/// The emoji that the apps offer; others are taken too.
pub const EMOJI: [&str; 6] = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

/// The longest emoji, in bytes: a family of four with skin tones has 41.
const LONGEST: usize = 48;

/// Whether this is one emoji: one grapheme cluster, made of nothing but pictographs and what joins them.
#[must_use]
pub fn is_emoji(text: &str) -> bool {
    let one = text.len() <= LONGEST && text.graphemes(true).count() == 1;
    let keycap = text.ends_with('\u{20E3}');
    let drawn = text.chars().any(is_pictograph);
    one && (drawn || keycap) && text.chars().all(|it| is_pictograph(it) || joins(it) || keycap && is_key(it))
}

fn is_pictograph(it: char) -> bool {
    matches!(it, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
        || matches!(it, '©' | '®' | '\u{203C}' | '\u{2049}' | '\u{2122}' | '\u{2139}')
        || matches!(it, '\u{3030}' | '\u{303D}' | '\u{3297}' | '\u{3299}')
}

/// Joiner, variation, enclosing keycap, and the tags of which some flags are made.
fn joins(it: char) -> bool {
    matches!(it, '\u{200D}' | '\u{FE0F}' | '\u{20E3}' | '\u{E0020}'..='\u{E007F}')
}

fn is_key(it: char) -> bool {
    it.is_ascii_digit() || matches!(it, '#' | '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_emoji_is_one_however_it_is_made() {
        for emoji in EMOJI {
            assert!(is_emoji(emoji), "{emoji}");
        }
        for emoji in ["👩🏽‍🚒", "👨‍👩‍👧‍👦", "🇩🇰", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "3️⃣", "©️", "❤", "☀️", "🫶🏿"]
        {
            assert!(is_emoji(emoji), "{emoji}");
        }
    }

    #[test]
    fn words_controls_and_crowds_are_none() {
        let crowd = "👍".repeat(2);
        let long = format!("👍{}", "\u{FE0F}".repeat(20));
        for text in ["", " ", "a", "å", "3", "#", "ja", "👍 ", " 👍", &crowd, &long, "\u{202E}", "\u{200D}"]
        {
            assert!(!is_emoji(text), "{text:?}");
        }
        for text in ["a\u{20E3}", "👍\u{202E}", "👍\u{0301}", "e\u{0301}", "\u{0}", "\n", "𝒶", "中"] {
            assert!(!is_emoji(text), "{text:?}");
        }
    }
}
