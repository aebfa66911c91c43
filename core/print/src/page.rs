//! One page of A4 for a window envelope (DIN 5008, form B), tagged so that a screen reader can read it
//! (PDF/UA-1).
//! Refuses what does not fit on it. Used by the client.

use crate::PrintError;
use crate::text::{FONT, Ruler};
use krilla::Document;
use krilla::color::luma;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{ContentTag, SpanTag, Tag, TagGroup, TagTree};
use krilla::text::{Font, TextDirection};
use std::num::NonZeroU16;

/// Points in a millimetre.
const MM: f32 = 72.0 / 25.4;
const WIDTH: f32 = 210.0 * MM;
const HEIGHT: f32 = 297.0 * MM;
/// Where lines begin, and how wide they are.
const LEFT: f32 = 25.0 * MM;
const COLUMN: f32 = 165.0 * MM;
/// The address field of the window: its width, the line for who sends it, and the first line of the address.
const FIELD: f32 = 80.0 * MM;
const SENDER: f32 = 60.0 * MM;
const ADDRESS: f32 = 67.5 * MM;
/// Where the date stands, beside the window, and where the letter begins, below it.
const BESIDE: f32 = 125.0 * MM;
const BODY: f32 = 105.0 * MM;
/// Where the page ends.
const END: f32 = 280.0 * MM;
/// How large the code is, with its quiet zone of four squares around it.
const CODE: f32 = 70.0 * MM;
const QUIET: u32 = 4;
/// Sizes of type, in points, and how far lines are apart.
const SMALL: f32 = 8.0;
const PLAIN: f32 = 11.0;
const LARGE: f32 = 17.0;
const LEADING: f32 = 1.4;

/// A QR code: `size` × `size` squares, row by row; 1 is dark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Square {
    /// Squares in a row.
    pub size: u32,
    /// One byte a square.
    pub squares: Vec<u8>,
    /// What it is, for who does not see it.
    pub words: String,
}

/// What stands on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Print {
    /// The language (BCP 47).
    pub language: String,
    /// Who sends it: one small line in the window.
    pub sender: String,
    /// The address in the window, line by line.
    pub address: Vec<String>,
    /// The day.
    pub date: String,
    /// In large type.
    pub heading: String,
    /// What stands above the code, paragraph by paragraph.
    pub above: Vec<String>,
    /// The code.
    pub code: Square,
    /// What stands below it.
    pub below: Vec<String>,
}

/// The bytes of the PDF; the same for the same words.
///
/// # Errors
/// [`PrintError`].
pub fn print(what: &Print) -> Result<Vec<u8>, PrintError> {
    let count = u64::from(what.code.size) * u64::from(what.code.size);
    if count == 0 || u64::try_from(what.code.squares.len()) != Ok(count) {
        return Err(PrintError::NoSquare);
    }
    let readable = ConfigurationBuilder::new().with_accessibility_validator(Accessibility::UA1);
    let mut document = Document::new_with(krilla::SerializeSettings {
        configuration: readable.finish().map_err(|_| PrintError::NotMade)?,
        enable_tagging: true,
        ..krilla::SerializeSettings::default()
    });
    let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(PrintError::NotMade)?;
    let font = Font::new(FONT.to_vec().into(), 0).ok_or(PrintError::NotMade)?;
    let ruler = Ruler::new()?;
    let tree = TagTree::new().with_lang(Some(what.language.clone()));
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    let mut sheet = Sheet { surface: &mut surface, font, ruler, tree };
    let end = sheet.draw(what);
    let Sheet { tree, .. } = sheet;
    surface.finish();
    page.finish();
    let end = end?;
    if end > END {
        return Err(PrintError::TooLong);
    }
    let mut outline = Outline::new();
    let top = XyzDestination::new(0, Point::from_xy(LEFT, BODY - LARGE));
    outline.push_child(OutlineNode::new(what.heading.clone(), top));
    document.set_outline(outline);
    document.set_tag_tree(tree);
    let metadata = Metadata::new().title(what.heading.clone()).language(what.language.clone());
    document.set_metadata(metadata.authors(vec![what.sender.clone()]));
    document.finish().map_err(|_| PrintError::NotMade)
}

/// A page under way.
struct Sheet<'s, 'a> {
    surface: &'s mut Surface<'a>,
    font: Font,
    ruler: Ruler,
    tree: TagTree,
}

impl Sheet<'_, '_> {
    /// Draws all of it; where it ends.
    fn draw(&mut self, what: &Print) -> Result<f32, PrintError> {
        self.surface.set_fill(Some(Fill { paint: luma::Color::black().into(), ..Fill::default() }));
        self.paragraph(&what.sender, (LEFT, SENDER), SMALL, FIELD, Tag::P);
        let mut y = ADDRESS;
        for line in &what.address {
            y = self.paragraph(line, (LEFT, y), PLAIN, FIELD, Tag::P);
        }
        if y > BODY {
            return Err(PrintError::TooLong);
        }
        self.paragraph(&what.date, (BESIDE, ADDRESS), PLAIN, LEFT + COLUMN - BESIDE, Tag::P);
        let first = NonZeroU16::MIN;
        let heading = Tag::Hn(first, Some(what.heading.clone()));
        let mut y = self.paragraph(&what.heading, (LEFT, BODY), LARGE, COLUMN, heading) + PLAIN / 2.0;
        for words in &what.above {
            y = self.paragraph(words, (LEFT, y), PLAIN, COLUMN, Tag::P) + PLAIN / 2.0;
        }
        y = self.code(&what.code, y - PLAIN)? + 2.0 * PLAIN;
        for words in &what.below {
            y = self.paragraph(words, (LEFT, y), PLAIN, COLUMN, Tag::P) + PLAIN / 2.0;
        }
        Ok(y)
    }

    /// Draws words from this place on, each line below the one before; where the next would stand.
    fn paragraph(
        &mut self,
        words: &str,
        (x, y): (f32, f32),
        size: f32,
        width: f32,
        tag: impl Into<krilla::tagging::TagKind>,
    ) -> f32 {
        let mut group = TagGroup::new(tag);
        let mut at = y;
        for line in self.ruler.lines(words, size, width) {
            let id = self.surface.start_tagged(ContentTag::Span(SpanTag::empty()));
            let place = Point::from_xy(x, at);
            self.surface.draw_text(place, self.font.clone(), size, &line, false, TextDirection::Auto);
            self.surface.end_tagged();
            group.push(id);
            at += size * LEADING;
        }
        self.tree.push(group);
        at
    }

    /// Draws the code below this place, in the middle; where it ends.
    fn code(&mut self, code: &Square, y: f32) -> Result<f32, PrintError> {
        let all = f32::from(u16::try_from(code.size + 2 * QUIET).map_err(|_| PrintError::NoSquare)?);
        let side = CODE / all;
        let (left, top) = ((WIDTH - CODE) / 2.0, y);
        let mut path = PathBuilder::new();
        let mut dark = 0_u32;
        for (at, _) in (0_u32..).zip(&code.squares).filter(|(_, square)| **square == 1) {
            let place = |n: u32| u16::try_from(n + QUIET).map(|n| f32::from(n) * side);
            let (Ok(x), Ok(y)) = (place(at % code.size), place(at / code.size)) else { continue };
            path.push_rect(Rect::from_xywh(left + x, top + y, side, side).ok_or(PrintError::NotMade)?);
            dark += 1;
        }
        let id = self.surface.start_tagged(ContentTag::Other);
        if dark > 0 {
            self.surface.draw_path(&path.finish().ok_or(PrintError::NotMade)?);
        }
        self.surface.end_tagged();
        let mut figure = TagGroup::new(Tag::Figure(Some(code.words.clone())));
        figure.push(id);
        self.tree.push(figure);
        Ok(top + CODE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(above: usize) -> Print {
        Print {
            language: "da".into(),
            sender: "Nordby Kommune".into(),
            address: vec!["Karen Holm".into()],
            date: "26. november 2026".into(),
            heading: "Skriv med Nordby Kommune".into(),
            above: vec!["Ali vil gerne skrive med dig. Kun I kan læse det.".into(); above],
            code: Square { size: 3, squares: vec![1, 0, 1, 0, 1, 0, 1, 1, 1], words: "Et billede".into() },
            below: vec!["Kan bruges til 10. december 2026".into()],
        }
    }

    #[test]
    fn the_same_words_are_the_same_page() {
        let made = print(&letter(3)).expect("made");
        assert!(made.starts_with(b"%PDF-"));
        assert_eq!(print(&letter(3)), Ok(made));
    }

    #[test]
    fn what_does_not_fit_is_not_printed() {
        assert_eq!(print(&letter(60)), Err(PrintError::TooLong));
        let address = vec!["Karen Holm".into(); 20];
        assert_eq!(print(&Print { address, ..letter(1) }), Err(PrintError::TooLong));
        let code = Square { squares: vec![1; 8], ..letter(1).code };
        assert_eq!(print(&Print { code, ..letter(1) }), Err(PrintError::NoSquare));
    }
}
