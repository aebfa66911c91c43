//! A thief at the wire of one device: sees each token and each proof that goes over it, and may lose answers.
//! Refuses to have what never goes over it, which is the login key. Used by the journeys about stolen tokens.

use futures::future::BoxFuture;
use futures::{FutureExt, StreamExt};
use samtale_client::Problem;
use samtale_client::adapters::http::Network;
use samtale_client::ports::{Call, Chunks, Connect, Transport};
use samtale_engine::courier::Fault;
use samtale_wire::api::{Opened, REFRESH, Refresh, Refreshed, Started, take_piece};
use samtale_wire::invitation::Home;
use samtale_wire::{Salt, decode, encode};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

/// How long anything here may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A thief; a clone is the same.
#[derive(Clone, Default)]
pub struct Thief(Arc<Mutex<Loot>>);

/// What was seen.
#[derive(Clone, Default)]
struct Loot {
    opened: Vec<Opened>,
    sent: Vec<(Salt, String)>,
    answered: Vec<Refreshed>,
    lose: usize,
}

impl Thief {
    fn loot(&self) -> MutexGuard<'_, Loot> {
        self.0.lock().expect("unpoisoned")
    }

    /// How often a session was opened.
    #[must_use]
    pub fn logins(&self) -> usize {
        self.loot().opened.len()
    }

    /// Every refresh that was sent, by its token and its proof, oldest first.
    #[must_use]
    pub fn refreshes(&self) -> Vec<(Salt, String)> {
        self.loot().sent.clone()
    }

    /// How many refreshes were answered.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.loot().answered.len()
    }

    /// The newest refresh token.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn newest(&self) -> Salt {
        let loot = self.loot();
        let first = loot.opened.last().map(|it| it.refresh);
        loot.answered.last().map(|it| it.refresh).or(first).expect("a token")
    }

    /// Every token there was.
    #[must_use]
    pub fn tokens(&self) -> Vec<Salt> {
        let loot = self.loot();
        let opened = loot.opened.iter().flat_map(|it| [it.token, it.refresh]);
        opened.chain(loot.answered.iter().flat_map(|it| [it.token, it.refresh])).collect()
    }

    /// The next so many answers to a refresh are lost.
    pub fn loses(&self, answers: usize) {
        self.loot().lose = answers;
    }

    /// Shows a refresh token to the server, with any proof.
    ///
    /// # Panics
    /// When there is no way to the server.
    ///
    /// # Errors
    /// What the server says.
    pub async fn shows(home: &Home, refresh: Salt, proof: Option<String>) -> Result<Refreshed, Fault> {
        let body = Some(encode(&Refresh { refresh }));
        let patience = PATIENCE;
        let call = Call { path: REFRESH.into(), body, token: None, proof, patience };
        let answer = Network.connect(home).expect("a way").call(call).await?;
        decode(&answer).map_err(|_| Fault::Garbage)
    }
}

impl Connect for Thief {
    fn connect(&self, home: &Home) -> Result<Arc<dyn Transport>, Problem> {
        Ok(Arc::new(Wire { honest: Network.connect(home)?, thief: self.clone() }))
    }
}

struct Wire {
    honest: Arc<dyn Transport>,
    thief: Thief,
}

impl Transport for Wire {
    fn call(&self, call: Call) -> BoxFuture<'_, Result<Vec<u8>, Fault>> {
        async move {
            let (path, body) = (call.path.clone(), call.body.clone().unwrap_or_default());
            if let (REFRESH, Some(proof), Ok(it)) = (path.as_str(), &call.proof, decode::<Refresh>(&body)) {
                self.thief.loot().sent.push((it.refresh, proof.clone()));
            }
            let answer = self.honest.call(call).await?;
            let mut loot = self.thief.loot();
            match path.as_str() {
                "/v1/session" | "/v1/enrol" => loot.opened.extend(decode::<Opened>(&answer)),
                REFRESH if loot.lose > 0 => {
                    loot.lose -= 1;
                    return Err(Fault::Offline);
                }
                REFRESH => loot.answered.extend(decode::<Refreshed>(&answer)),
                _ => {}
            }
            Ok(answer)
        }
        .boxed()
    }

    fn pieces(&self, call: Call) -> BoxFuture<'_, Result<Chunks, Fault>> {
        async move {
            let (thief, mut arrived) = (self.thief.clone(), Vec::new());
            let chunks = self.honest.pieces(call).await?;
            let seen = chunks.inspect(move |chunk| {
                arrived.extend(chunk.iter().flatten().copied());
                while let Ok(Some(piece)) = take_piece(&mut arrived) {
                    if let Started::Opened(opened) = piece {
                        thief.loot().opened.push(*opened);
                    }
                }
            });
            Ok(seen.boxed())
        }
        .boxed()
    }

    fn upload(&self, path: String, token: Salt, pieces: Chunks) -> BoxFuture<'_, Result<(), Fault>> {
        self.honest.upload(path, token, pieces)
    }

    fn download(&self, path: String, token: Salt, from: u64) -> BoxFuture<'_, Result<Chunks, Fault>> {
        self.honest.download(path, token, from)
    }

    fn stream(&self, path: String, token: Salt) -> BoxFuture<'_, Result<Chunks, Fault>> {
        self.honest.stream(path, token)
    }

    fn hang_up(&self) {
        self.honest.hang_up();
    }

    fn form(
        &self,
        url: String,
        fields: Vec<(&'static str, String)>,
    ) -> BoxFuture<'_, Result<Vec<u8>, Fault>> {
        self.honest.form(url, fields)
    }
}
