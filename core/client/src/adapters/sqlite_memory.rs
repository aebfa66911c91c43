//! SQLite's memory comes from Rust's allocator: where that wipes what is freed, SQLite's is wiped too.
//! Refuses nothing; SQLite that runs already keeps what it has. Called by `cache` before it opens.

#![allow(unsafe_code, reason = "SQLite asks for its allocator as C functions")]

use rusqlite::ffi;
use std::alloc::{Layout, alloc, dealloc};
use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::Once;

/// Before each piece stands its size, so that it can be given back.
const HEAD: usize = 16;

const METHODS: ffi::sqlite3_mem_methods = ffi::sqlite3_mem_methods {
    xMalloc: Some(take),
    xFree: Some(give_back),
    xRealloc: Some(resize),
    xSize: Some(size),
    xRoundup: Some(round_up),
    xInit: Some(begin),
    xShutdown: Some(end),
    pAppData: ptr::null_mut(),
};

/// From now on SQLite allocates as Rust does.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let methods = METHODS;
        // SAFETY: the methods keep SQLite's contract; SQLite copies the table. Where it runs already it
        // answers that it is too late, and nothing has changed.
        unsafe { ffi::sqlite3_config(ffi::SQLITE_CONFIG_MALLOC, &raw const methods) };
    });
}

fn layout(size: usize) -> Option<Layout> {
    Layout::from_size_align(size.checked_add(HEAD)?, HEAD).ok()
}

unsafe extern "C" fn take(size: c_int) -> *mut c_void {
    let Some((size, layout)) = usize::try_from(size).ok().and_then(|size| Some((size, layout(size)?))) else {
        return ptr::null_mut();
    };
    // SAFETY: the layout is not empty; the head has room and alignment for a size.
    unsafe {
        let start = alloc(layout);
        if start.is_null() {
            return ptr::null_mut();
        }
        start.cast::<usize>().write(size);
        start.add(HEAD).cast()
    }
}

unsafe extern "C" fn give_back(piece: *mut c_void) {
    if piece.is_null() {
        return;
    }
    // SAFETY: SQLite gives back what `take` gave it, once; its head says how large it is.
    unsafe {
        let start = piece.cast::<u8>().sub(HEAD);
        if let Some(layout) = layout(start.cast::<usize>().read()) {
            dealloc(start, layout);
        }
    }
}

unsafe extern "C" fn resize(piece: *mut c_void, wanted: c_int) -> *mut c_void {
    // SAFETY: as in `take` and `give_back`; copied is what both have room for. Never in place, so that
    // what is left behind is wiped.
    unsafe {
        let larger = take(wanted);
        if !piece.is_null() && !larger.is_null() {
            let (had, has) = (size(piece), size(larger));
            let both = usize::try_from(had.min(has)).unwrap_or(0);
            ptr::copy_nonoverlapping(piece.cast::<u8>(), larger.cast::<u8>(), both);
            give_back(piece);
        }
        larger
    }
}

unsafe extern "C" fn size(piece: *mut c_void) -> c_int {
    if piece.is_null() {
        return 0;
    }
    // SAFETY: every piece has its head.
    let size = unsafe { piece.cast::<u8>().sub(HEAD).cast::<usize>().read() };
    c_int::try_from(size).unwrap_or(0)
}

extern "C" fn round_up(size: c_int) -> c_int {
    size.saturating_add(7) & !7
}

extern "C" fn begin(_: *mut c_void) -> c_int {
    ffi::SQLITE_OK
}

extern "C" fn end(_: *mut c_void) {}
