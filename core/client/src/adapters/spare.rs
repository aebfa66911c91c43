//! What was freed and is kept in reserve goes back to the operating system, where its allocator waits to be
//! told; Android's and Apple's do it by themselves.
//! Refuses nothing. Called when much was freed at once: after a start, after a lock.

#![cfg_attr(
    all(target_os = "linux", target_env = "gnu"),
    allow(unsafe_code, reason = "the allocator is told by a C function")
)]

/// Gives it back. Takes about a millisecond.
pub(crate) fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes no pointer, and may be called at any time from any thread.
    unsafe {
        libc::malloc_trim(0);
    }
}
