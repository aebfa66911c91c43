//! A printed page, read back: its words as a reader would copy them, and the code as a camera would see it.
//! Refuses pages without both. For the tests of letters.

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object};

/// Pixels a point: a square of the code has about eight.
const SCALE: f32 = 3.0;

/// What a page says.
#[derive(Debug)]
pub struct Printed {
    /// All words, with single spaces.
    pub words: String,
    /// What a camera reads in the picture.
    pub code: String,
}

/// Maps a point of the page's content to the page.
type Matrix = [f32; 6];

fn after(first: &Matrix, then: &Matrix) -> Matrix {
    let [a, b, c, d, e, f] = *first;
    let [k, l, m, n, o, p] = *then;
    [a * k + b * m, a * l + b * n, c * k + d * m, c * l + d * n, e * k + f * m + o, e * l + f * n + p]
}

fn numbers(operation: &Operation) -> Vec<f32> {
    operation.operands.iter().filter_map(|it: &Object| it.as_float().ok()).collect()
}

/// A corner that was seen, and the one opposite.
#[derive(Clone, Copy)]
struct Area([f32; 4]);

impl Area {
    fn of(x: f32, y: f32) -> Self {
        Self([x, y, x, y])
    }

    fn with(self, x: f32, y: f32) -> Self {
        let [left, low, right, high] = self.0;
        Self([left.min(x), low.min(y), right.max(x), high.max(y)])
    }
}

/// Every area that the content fills, on the page.
fn filled(content: &[Operation]) -> Vec<Area> {
    let identity = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    let (mut now, mut before, mut areas): (Matrix, Vec<Matrix>, Vec<Area>) =
        (identity, Vec::new(), Vec::new());
    for operation in content {
        let is = numbers(operation);
        let on_page = |x: f32, y: f32| (now[0] * x + now[2] * y + now[4], now[1] * x + now[3] * y + now[5]);
        match (operation.operator.as_str(), is.as_slice()) {
            ("q", _) => before.push(now),
            ("Q", _) => now = before.pop().unwrap_or(identity),
            ("cm", &[a, b, c, d, e, f]) => now = after(&[a, b, c, d, e, f], &now),
            ("re", &[x, y, w, h]) => {
                let ((x1, y1), (x2, y2)) = (on_page(x, y), on_page(x + w, y + h));
                areas.push(Area::of(x1, y1).with(x2, y2));
            }
            ("m", &[x, y]) => areas.push(Area::of(on_page(x, y).0, on_page(x, y).1)),
            ("l", &[x, y]) => {
                if let Some(last) = areas.last_mut() {
                    *last = last.with(on_page(x, y).0, on_page(x, y).1);
                }
            }
            _ => {}
        }
    }
    areas
}

/// Reads a page.
///
/// # Panics
/// When it is no PDF of one page with words and one code on it.
#[must_use]
pub fn printed(pdf: &[u8]) -> Printed {
    let document = Document::load_mem(pdf).expect("a PDF");
    let pages = document.get_pages();
    assert_eq!(pages.len(), 1, "one page");
    let words = document.extract_text(&[1]).expect("words");
    let content = document.get_page_content(pages[&1]);
    let content = Content::decode(&content).expect("a content");
    let (width, height) = ((210.0 * 72.0 / 25.4 * SCALE) as usize, (297.0 * 72.0 / 25.4 * SCALE) as usize);
    let mut paper = vec![255_u8; width * height];
    for Area([left, low, right, high]) in filled(&content.operations) {
        let pixels = |from: f32, to: f32| (from * SCALE).round() as usize..(to * SCALE).round() as usize;
        for y in pixels(low, high).filter(|y| *y < height) {
            for x in pixels(left, right).filter(|x| *x < width) {
                paper[(height - 1 - y) * width + x] = 0;
            }
        }
    }
    let mut seen = rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| paper[y * width + x]);
    let codes = seen.detect_grids();
    assert_eq!(codes.len(), 1, "one code");
    let (_, code) = codes[0].decode().expect("a code that can be read");
    Printed { words: words.split_whitespace().collect::<Vec<_>>().join(" "), code }
}
