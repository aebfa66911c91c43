//! Looks into another process's memory, from outside. Refuses to say where: only whether.
//! Linux alone shows it so plainly. Used here and by the journeys.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Which of the needles lie in what a process can write to, by their names, each once.
///
/// # Panics
/// When the process is gone.
#[must_use]
pub fn found<'a>(pid: u32, needles: &[(&'a str, Vec<u8>)]) -> Vec<&'a str> {
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).expect("its map");
    let mut memory = File::open(format!("/proc/{pid}/mem")).expect("its memory");
    let mut found = vec![false; needles.len()];
    for line in maps.lines().filter(|line| line.contains(" rw")) {
        let range = line.split(' ').next().and_then(|range| range.split_once('-')).expect("a range");
        let at = |hex| u64::from_str_radix(hex, 16).expect("an address");
        let (from, to) = (at(range.0), at(range.1));
        let mut bytes = vec![0; usize::try_from(to - from).expect("a size")];
        if memory.seek(SeekFrom::Start(from)).and_then(|_| memory.read_exact(&mut bytes)).is_err() {
            // What the kernel keeps to itself.
            continue;
        }
        for ((_, needle), found) in needles.iter().zip(&mut found) {
            *found |= lies_in(&bytes, needle);
        }
    }
    let mut names: Vec<&str> =
        needles.iter().zip(found).filter(|(_, found)| *found).map(|((name, _), _)| *name).collect();
    names.dedup();
    names
}

fn lies_in(mut bytes: &[u8], needle: &[u8]) -> bool {
    while let Some(at) = bytes.iter().position(|byte| *byte == needle[0]) {
        if bytes[at..].starts_with(needle) {
            return true;
        }
        bytes = &bytes[at + 1..];
    }
    false
}
