//! The core's own threads: an act that has begun ends, whoever stops waiting for it. And its memory:
//! what is freed is wiped.
//! Refuses to run on a screen's thread. Used by every exported async function but the feeds'.

use samtale_client::threads;
use samtale_engine::problem::Problem;
use std::alloc::System;
use std::sync::OnceLock;
use tokio::runtime::Runtime;
use zeroizing_alloc::ZeroAlloc;

/// So that a lock leaves nothing of what was said behind.
#[global_allocator]
static WIPING: ZeroAlloc<System> = ZeroAlloc(System);

static RUNTIME: OnceLock<Option<Runtime>> = OnceLock::new();

fn runtime() -> Result<&'static Runtime, Problem> {
    RUNTIME.get_or_init(|| threads::runtime(2).ok()).as_ref().ok_or(Problem::Locked)
}

/// Runs an act on the core's threads.
pub(crate) async fn on_core<T: Send + 'static>(
    act: impl Future<Output = Result<T, Problem>> + Send + 'static,
) -> Result<T, Problem> {
    runtime()?.spawn(act).await.unwrap_or(Err(Problem::Locked))
}
