//! Books of golden lines: `name… hex`, one thing a line; lines that begin with `#` speak to people.
//! Refuses to change a line that is there: with SAMTALE_WRITE_VECTORS=1 it only appends.

use std::path::{Path, PathBuf};

/// A line for each thing: its name, then its bytes.
pub fn line(name: &str, bytes: &[u8]) -> String {
    format!("{name} {}\n", hex(bytes))
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hex")).collect()
}

/// Whether somebody asked for what is new to be written down.
pub fn writing() -> bool {
    std::env::var("SAMTALE_WRITE_VECTORS").is_ok_and(|it| it == "1")
}

/// A file below this crate's `tests`.
pub fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(file)
}

/// Holds what the code makes now against what stands in the book.
pub fn hold(file: &str, now: &str) {
    let file = path(file);
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    if writing() && now.len() > kept.len() {
        assert!(now.starts_with(&kept), "{}: what stands there is not made any more", file.display());
        std::fs::write(&file, now).expect("written");
        return;
    }
    for (n, (kept, now)) in kept.lines().zip(now.lines()).enumerate() {
        let named = kept.rsplit_once(' ').map_or(kept, |it| it.0);
        assert!(kept == now, "{}:{}: {named} is made otherwise now", file.display(), n + 1);
    }
    assert!(kept == now, "{}: the lines made now are more or fewer", file.display());
}

/// The lines of a book: name and bytes.
pub fn read(file: &str) -> Vec<(String, Vec<u8>)> {
    let kept = std::fs::read_to_string(path(file)).expect("a book");
    let lines = kept.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| line.rsplit_once(' ').expect("a name and bytes"))
        .map(|(name, bytes)| (name.to_owned(), unhex(bytes)))
        .collect()
}
