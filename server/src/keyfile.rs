//! Secret files: thirty-two bytes that nobody else on the machine may read.
//! Refuses files of another size. Used by `halves` and by whoever founds a tenant.

use crate::entropy::draw;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use zeroize::Zeroizing;

/// What such a file holds.
pub type Secret = Zeroizing<[u8; 32]>;

/// Makes a new one, durably. A file of that name is replaced.
///
/// # Errors
/// When the disk or the system's randomness fails.
pub fn make(path: &Path) -> io::Result<Secret> {
    let secret = Zeroizing::new(draw::<32>().map_err(io::Error::other)?);
    write_private(path, secret.as_slice())?;
    Ok(secret)
}

/// Reads one.
///
/// # Errors
/// When it is not there, or not of thirty-two bytes.
pub fn read(path: &Path) -> io::Result<Secret> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(33));
    File::open(path)?.take(33).read_to_end(&mut bytes)?;
    let secret = bytes.as_slice().try_into().map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
    Ok(Zeroizing::new(secret))
}

/// Reads it, or makes it when it is not there.
///
/// # Errors
/// As [`read`] and [`make`].
pub fn read_or_make(path: &Path) -> io::Result<Secret> {
    match read(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => make(path),
        other => other,
    }
}

/// Destroys one: overwritten, then removed, durably.
///
/// # Errors
/// When the disk fails.
pub fn destroy(path: &Path) -> io::Result<()> {
    let noise = draw::<32>().map_err(io::Error::other)?;
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.write_all(&noise)?;
    file.sync_all()?;
    std::fs::remove_file(path)?;
    sync_parent(path)
}

/// Writes a file that only this user may read, whole and durably.
///
/// # Errors
/// When the disk fails.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    sync_parent(path)
}

/// Makes a new name in a directory durable.
///
/// # Errors
/// When the disk fails.
pub fn sync_parent(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
}
