//! Words in lines: how wide they are, and where a line ends.
//! Refuses to cut a word that fits on a line of its own. Used by `page`.

use crate::PrintError;
use ttf_parser::Face;

/// The one typeface: DejaVu Sans, which has the letters of Europe's languages and of Arabic.
pub(crate) const FONT: &[u8] = include_bytes!("../fonts/DejaVuSans.ttf");

/// Measures words.
pub(crate) struct Ruler(Face<'static>);

impl Ruler {
    /// For the one typeface.
    pub fn new() -> Result<Self, PrintError> {
        Face::parse(FONT, 0).map(Self).map_err(|_| PrintError::NotMade)
    }

    /// How wide words are at a size, in points. Letters that stand closer together by their pair are
    /// narrower than that, never wider.
    pub fn width(&self, words: &str, size: f32) -> f32 {
        let advance = |letter: char| {
            let glyph = self.0.glyph_index(letter).unwrap_or_default();
            f32::from(self.0.glyph_hor_advance(glyph).unwrap_or_default())
        };
        words.chars().map(advance).sum::<f32>() * size / f32::from(self.0.units_per_em())
    }

    /// Words in lines of at most this width; a word that is wider is cut.
    pub fn lines(&self, words: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        let words: String = words.chars().map(|letter| self.known(letter)).collect();
        for word in words.split_whitespace().flat_map(|word| self.pieces(word, size, width)) {
            let longer = if line.is_empty() { word.clone() } else { format!("{line} {word}") };
            if line.is_empty() || self.width(&longer, size) <= width {
                line = longer;
            } else {
                lines.push(std::mem::replace(&mut line, word));
            }
        }
        lines.extend((!line.is_empty()).then_some(line));
        lines
    }

    /// A letter that the typeface does not have is a question mark, which every reader knows for one.
    fn known(&self, letter: char) -> char {
        let known = letter.is_whitespace() || self.0.glyph_index(letter).is_some();
        if known { letter } else { '?' }
    }

    fn pieces(&self, word: &str, size: f32, width: f32) -> Vec<String> {
        let mut pieces = vec![String::new()];
        for letter in word.chars() {
            let last = pieces.last().map(String::as_str).unwrap_or_default();
            let longer = format!("{last}{letter}");
            if last.is_empty() || self.width(&longer, size) <= width {
                pieces.pop();
                pieces.push(longer);
            } else {
                pieces.push(letter.to_string());
            }
        }
        pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_in_lines_that_fit_and_none_is_lost() {
        let ruler = Ruler::new().expect("the font");
        let words = "Ærligt talt, Åse, er det højst ubegribeligt, hvorfor vi ikke mødes lidt oftere.";
        for width in [60.0, 120.0, 400.0] {
            let lines = ruler.lines(words, 11.0, width);
            assert!(lines.iter().all(|line| ruler.width(line, 11.0) <= width), "{lines:?}");
            assert_eq!(lines.concat().replace(' ', ""), words.replace(' ', ""));
        }
        assert_eq!(ruler.lines(words, 11.0, 4000.0), [words]);
        assert!(ruler.lines("  ", 11.0, 100.0).is_empty());
        assert_eq!(ruler.lines("\u{674E} Åse", 11.0, 100.0), ["? Åse"], "letters it does not have");
    }
}
