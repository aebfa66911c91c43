//! Following something without a session: at once, or when it is more than is known.
//! Refuses waits that are too long. Used by the routes of links and of vouching.

use crate::house::House;
use crate::refusal::Refusal;
use axum::extract::Query;
use axum::extract::rejection::QueryRejection;
use rusqlite::Connection;
use samtale_wire::Uid;
use samtale_wire::api::{Code, MAX_WAIT};
use serde::Deserialize;
use std::time::Duration;

/// The query: how much is known already, and how many seconds to wait for more.
#[derive(Deserialize)]
pub struct Known {
    /// Of what, the route says.
    #[serde(default)]
    pub seen: u64,
    #[serde(default)]
    wait: u64,
}

impl Known {
    /// Reads a query.
    ///
    /// # Errors
    /// [`Code::Malformed`], also for a wait that is too long.
    pub fn read(query: Result<Query<Self>, QueryRejection>) -> Result<Self, Refusal> {
        let Query(known) = query.map_err(|_| Code::Malformed)?;
        if known.wait > MAX_WAIT { Err(Code::Malformed.into()) } else { Ok(known) }
    }

    /// Looks until there is more, or the wait is over. The owner's news ring the bell at `seat`.
    ///
    /// # Errors
    /// Those of `look`, which is given the time.
    pub async fn follow<T: Send + 'static>(
        &self,
        house: &House,
        (owner, seat): (Uid, [u8; 32]),
        look: impl Fn(&Connection, u64) -> Result<T, Refusal> + Copy + Send + 'static,
        more: impl Fn(&T) -> bool,
    ) -> Result<T, Refusal> {
        // Before looking: what comes in between rings the bell.
        let poll = house.wake.listen(owner, seat);
        let over = tokio::time::sleep(Duration::from_secs(self.wait));
        tokio::pin!(over);
        loop {
            let now = house.clock.now();
            let found = house.readers.read(move |store| look(store, now)).await?;
            if more(&found) || poll.is_over() || over.is_elapsed() || self.wait == 0 {
                return Ok(found);
            }
            // The owner's account has other news, too: only more is an answer.
            tokio::select! {
                () = poll.woken() => {}
                () = &mut over => {}
            }
        }
    }
}
