//! What goes on paper: words and a QR code in, the bytes of a PDF out.
//! Refuses to read, to write or to know of anybody: it has no other room of the house. Used by the client.

mod page;
mod text;

pub use page::{Print, Square, print};

use thiserror::Error;

/// Why nothing was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum PrintError {
    /// It does not fit on one page.
    #[error("does not fit")]
    TooLong,
    /// The squares are no square.
    #[error("no square")]
    NoSquare,
    /// The font or the PDF could not be made.
    #[error("not made")]
    NotMade,
}
