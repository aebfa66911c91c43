//! Runs targets over the inputs that are kept for them, and keeps the seeds; for the tests called
//! `corpus.rs`. Refuses a target without inputs, and more than 500 kB of them all.

use crate::script::Target;
use std::path::{Path, PathBuf};

fn corpus() -> PathBuf {
    let up = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut folders = up.map(|folder| folder.join("fuzz/corpus"));
    folders.find(|it| it.is_dir()).expect("fuzz/corpus")
}

/// Each target over each of its inputs.
pub fn run<'a>(targets: impl Iterator<Item = &'a Target>) {
    for (name, target) in targets {
        let inputs = std::fs::read_dir(corpus().join(name)).expect("a folder for the target");
        let mut count = 0;
        for input in inputs {
            let input = input.expect("an input").path();
            let bytes = std::fs::read(&input).expect("bytes");
            let run = std::panic::catch_unwind(|| target(&bytes));
            assert!(run.is_ok(), "{}", input.display());
            count += 1;
        }
        assert!(count > 0, "{name} has no inputs");
    }
}

/// Whether the seeds are there, and not too much beside them; SAMTALE_WRITE_VECTORS=1 writes them.
pub fn hold(seeds: &[(&'static str, String, Vec<u8>)]) {
    let write = std::env::var("SAMTALE_WRITE_VECTORS").is_ok_and(|it| it == "1");
    for (target, name, bytes) in seeds {
        let folder = corpus().join(target);
        let file = folder.join(format!("seed-{name}"));
        if write {
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(&file, bytes).expect("written");
        }
        assert!(file.is_file(), "{} is missing", file.display());
    }
    let folders = std::fs::read_dir(corpus()).expect("folders").flatten();
    let files = folders.flat_map(|folder| std::fs::read_dir(folder.path()).expect("files").flatten());
    let size: u64 = files.map(|file| file.metadata().expect("a file").len()).sum();
    assert!(size < 500_000, "{size} bytes are kept for the fuzzers");
}
