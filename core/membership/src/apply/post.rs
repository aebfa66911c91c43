//! Post: any member may; its content and files are named by hash.
//! Refuses too many files and one file twice.

use crate::violation::Violation;
use samtale_wire::entry::{MAX_FILES, Post};

pub(super) fn post(it: &Post) -> Result<(), Violation> {
    let doubled = it.files.iter().enumerate().any(|(i, file)| it.files.iter().skip(i + 1).any(|f| f == file));
    if it.files.len() > MAX_FILES || doubled { Err(Violation::TooManyFiles) } else { Ok(()) }
}
