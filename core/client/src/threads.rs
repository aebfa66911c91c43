//! The core's own threads: what an act left on a stack is written over before its thread rests.
//! Freed memory is wiped by the allocator, stacks are not: keys are moved over them, and lie there until
//! something else does. Refuses threads that others own. Used by the border, and by `session` for acts.

use std::hint::black_box;
use tokio::runtime::{Builder, Runtime};

/// How far below a thread's beginning is written over, in bytes: a quarter of its stack. In a build without
/// optimisation opening a session reaches half as deep.
const DEPTH: usize = 512 * 1024;

/// How much at a time.
const ROOM: usize = 16 * 1024;

/// A runtime whose threads leave nothing behind when they rest.
///
/// # Errors
/// When the operating system gives no threads.
pub fn runtime(workers: usize) -> std::io::Result<Runtime> {
    Builder::new_multi_thread()
        .worker_threads(workers)
        .thread_name("samtale")
        .enable_all()
        .on_thread_park(write_over_the_stack)
        .build()
}

/// Writes over what the calls before this one left.
pub(crate) fn write_over_the_stack() {
    over(DEPTH / ROOM);
}

#[inline(never)]
fn over(rooms: usize) {
    let mut room = [0u8; ROOM];
    black_box(&mut room);
    if rooms > 1 {
        over(rooms - 1);
    }
    // Still needed: the call before this is no jump.
    black_box(&room);
}
