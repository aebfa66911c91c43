//! Randomness from the operating system: the only place that draws it.
//! Refuses to go on without. Called for tokens, halves, keys and names of temporary files.

/// The system gave no randomness.
pub use getrandom::Error as NoEntropy;

/// `N` random bytes.
///
/// # Errors
/// [`NoEntropy`] when the operating system has none to give.
#[allow(clippy::disallowed_methods, reason = "the one place where the server draws randomness")]
pub fn draw<const N: usize>() -> Result<[u8; N], NoEntropy> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
