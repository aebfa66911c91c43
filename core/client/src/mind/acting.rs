//! Acts that somebody waits for: done on a thread of their own, and followed until there is something to say.
//! Refuses to end with whoever asked. Called by the session and by what lives beside it.

use super::Mind;
use crate::threads::write_over_the_stack;
use samtale_engine::problem::Problem;
use samtale_engine::{DeviceWish, Input};
use std::sync::Arc;

impl Mind {
    /// Runs an act that writes to disk on a thread of its own: it ends also when nobody waits for it.
    pub async fn apart<T: Send + 'static>(
        self: &Arc<Self>,
        act: impl FnOnce(&Arc<Self>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let mind = Arc::clone(self);
        let act = move || {
            let done = act(&mind);
            write_over_the_stack();
            done
        };
        tokio::task::spawn_blocking(act).await.unwrap_or(Err(Problem::Locked))
    }

    /// Waits until there is something to say.
    pub async fn until<T>(&self, look: impl Fn(&Self) -> Result<Option<T>, Problem>) -> Result<T, Problem> {
        let mut changes = self.watch();
        loop {
            if let Some(said) = look(self)? {
                return Ok(said);
            }
            changes.changed().await.map_err(|_| Problem::Locked)?;
        }
    }

    /// Does something to this person's devices, and waits for how it ends.
    pub async fn change(self: &Arc<Self>, what: DeviceWish) -> Result<(), Problem> {
        let id = crate::session::new_id();
        self.apart(move |mind| mind.step(Input::Devices(id, what))).await?;
        self.until(|mind| mind.with(|known| known.engine.change_ended(&id))?.transpose()).await
    }
}
