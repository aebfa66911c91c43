//! Looks into another process from outside: its memory, and every file that it has open or could have
//! written. Refuses to say where: only whether. Linux alone shows it so plainly. Used here and by the
//! journeys.

use memchr::memmem::Finder;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// How much is read at a time, in bytes.
const PIECE: usize = 1 << 20;

/// What is looked for, by its name; several may share one.
pub type Needles<'a> = [(&'a str, Vec<u8>)];

/// Which of the needles lie in what a process can write to, by their names, each once, in their order.
///
/// # Panics
/// When the process is gone.
#[must_use]
pub fn found<'a>(pid: u32, needles: &Needles<'a>) -> Vec<&'a str> {
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).expect("its map");
    let mut memory = File::open(format!("/proc/{pid}/mem")).expect("its memory");
    let mut search = Search::new(needles);
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let range = line.split(' ').next().and_then(|range| range.split_once('-')).expect("a range");
        let at = |hex| u64::from_str_radix(hex, 16).expect("an address");
        let (from, to) = (at(range.0), at(range.1));
        if memory.seek(SeekFrom::Start(from)).is_ok() {
            // What the kernel keeps to itself ends the reading.
            search.through(&mut (&memory).take(to - from));
        }
    }
    search.names()
}

/// The same in every file below the folders, in the names of files, and in what the process has open.
///
/// # Panics
/// When a folder is gone.
#[must_use]
#[allow(dead_code, reason = "what was only sealed has no files")]
pub fn found_in_files<'a>(pid: u32, folders: &[PathBuf], needles: &Needles<'a>) -> Vec<&'a str> {
    let mut search = Search::new(needles);
    let mut folders = folders.to_vec();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            search.through(&mut path.as_os_str().as_encoded_bytes());
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            } else {
                search.file(&path);
            }
        }
    }
    // Also what has no name any more, or never had one.
    for open in std::fs::read_dir(format!("/proc/{pid}/fd")).expect("its files") {
        search.file(&open.expect("a file").path());
    }
    search.names()
}

struct Search<'a, 'n> {
    needles: &'n Needles<'a>,
    finders: Vec<Finder<'n>>,
    found: Vec<bool>,
    /// The end of a piece is looked at again with the next one.
    overlap: usize,
}

impl<'a, 'n> Search<'a, 'n> {
    fn new(needles: &'n Needles<'a>) -> Self {
        let finders = needles.iter().map(|(_, needle)| Finder::new(needle)).collect();
        let overlap = needles.iter().map(|(_, needle)| needle.len()).max().unwrap_or(1);
        Self { needles, finders, found: vec![false; needles.len()], overlap }
    }

    /// Files alone: a pipe would wait.
    fn file(&mut self, path: &Path) {
        if path.metadata().is_ok_and(|it| it.is_file())
            && let Ok(mut file) = File::open(path)
        {
            self.through(&mut file);
        }
    }

    fn through(&mut self, from: &mut impl Read) {
        let (mut piece, empty) = (vec![0; PIECE], vec![0; PIECE]);
        let mut kept = 0;
        while let Ok(read) = from.read(&mut piece[kept..]) {
            let end = kept + read;
            if read == 0 {
                break;
            }
            if piece[..end] != empty[..end] {
                for (finder, found) in self.finders.iter().zip(&mut self.found) {
                    *found |= !*found && finder.find(&piece[..end]).is_some();
                }
            }
            kept = end.min(self.overlap);
            piece.copy_within(end - kept..end, 0);
        }
    }

    fn names(self) -> Vec<&'a str> {
        let both = self.needles.iter().zip(self.found);
        let mut names: Vec<&str> = both.filter(|(_, found)| *found).map(|((name, _), _)| *name).collect();
        names.dedup();
        names
    }
}
