//! The operating system's randomness. The one place that draws it.
//! Refuses seeds: tests of the pure crates bring their own generator.

use getrandom::SysRng;
use rand_core::UnwrapErr;

/// A generator that asks the operating system each time; it panics when there is none, as no
/// key may ever be made without.
pub type SystemRng = UnwrapErr<SysRng>;

/// The generator.
#[must_use]
pub fn system() -> SystemRng {
    UnwrapErr(SysRng)
}
