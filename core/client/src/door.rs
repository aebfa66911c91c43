//! The session with the server: opens it with the login key, opens it again when it has ended; `tokens` has what
//! it goes on with.
//! Refuses to keep a token on disk, and to send what may not go out. Corrects the clock by what the server says.

mod tokens;

use crate::around::Around;
use crate::by_code;
use crate::ports::{Call, Chunks, Clock, Transport};
use crate::starting::Starting;
use crate::stream::Stream;
use crate::transit::{Told, outgoing};
use samtale_engine::courier::{Fault, Reply, Request};
use samtale_engine::problem::Problem;
use samtale_seal::Secret;
use samtale_seal::login::LoginSecret;
use samtale_wire::api::{Code, Cursor, Endpoint, Feed, MAX_SKEW, Opened, REFRESH, SetPush};
use samtale_wire::invitation::Home;
use samtale_wire::{DeviceId, DialogId, FileId, Salt, Tenant, decode, encode};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokens::Tokens;

const RING: &str = "/v1/ring";
/// How long an ordinary answer may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// How far the server's clock may be from the device's, in seconds.
const FURTHEST: u64 = 2 * MAX_SKEW;

/// The way to the server for one device.
pub(crate) struct Door {
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    /// `None` once it was closed for good.
    login: Mutex<Option<LoginSecret>>,
    tenant: Tenant,
    dev: DeviceId,
    tokens: Tokens,
    /// What a proof of the login key is for.
    refreshed_at: String,
    /// The server's clock minus the device's, in seconds.
    offset: AtomicI64,
    /// Up to where what was said beside the logs was heard.
    heard: AtomicU64,
    /// Whether anything may go out.
    around: Arc<Around>,
}

impl Door {
    /// A door that is still closed.
    pub fn new(
        transport: Arc<dyn Transport>,
        clock: Arc<dyn Clock>,
        login: &Secret,
        home: &Home,
        dev: DeviceId,
    ) -> Result<Self, Problem> {
        let login = Mutex::new(Some(LoginSecret::new(login).map_err(|_| Problem::KeyStore)?));
        let (tenant, refreshed_at) = (home.tenant, format!("{}{REFRESH}", home.server));
        let (tokens, offset) = (Tokens::default(), AtomicI64::new(0));
        let (heard, around) = (AtomicU64::new(0), Around::new());
        Ok(Self { transport, clock, login, tenant, dev, tokens, refreshed_at, offset, heard, around })
    }

    /// The server-corrected time, seconds since 1970.
    pub fn now(&self) -> u64 {
        self.clock.now().saturating_add_signed(self.offset.load(Ordering::Relaxed))
    }

    /// The device's clock.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// What carries a login beside it.
    pub fn transport(&self) -> &Arc<dyn Transport> {
        &self.transport
    }

    /// Whether there is a network, and whether the app is in front.
    pub fn around(&self) -> &Arc<Around> {
        &self.around
    }

    /// Lets go of every connection.
    pub fn hang_up(&self) {
        self.transport.hang_up();
    }

    /// Believes the server's clock as far as clocks differ. One that is further off would make this
    /// device call consents run out, or running, that are not.
    fn correct(&self, server_now: u64) {
        let offset = server_now.wrapping_sub(self.clock.now()).cast_signed();
        if offset.unsigned_abs() <= FURTHEST {
            self.offset.store(offset, Ordering::Relaxed);
        }
    }

    /// Takes over the session that enrolling opened.
    pub fn opened(&self, opened: &Opened) {
        self.correct(opened.now);
        self.tokens.hold(opened, self.clock.now());
    }

    /// Opens a session, and is told all that a first screen needs, piece by piece.
    pub async fn start(&self) -> Result<(Opened, Starting), Fault> {
        self.by_either_clock(|| self.try_to_start()).await
    }

    async fn try_to_start(&self) -> Result<(Opened, Starting), Fault> {
        let login = self.knock("/v1/start").ok_or(Fault::Offline)?;
        let telling = async {
            let pieces = self.transport.pieces(login).await?;
            Starting::begin(self.around.cut_pieces(pieces)).await
        };
        let (opened, rest) = self.around.cut(telling).await?;
        self.opened(&opened);
        Ok((opened, rest))
    }

    /// Should the correction be what is wrong (the device's clock was set since), the clock alone is
    /// tried once.
    async fn by_either_clock<T, F: Future<Output = Result<T, Fault>>>(
        &self,
        attempt: impl Fn() -> F,
    ) -> Result<T, Fault> {
        match attempt().await {
            Err(Fault::Refused(Code::Clock)) if self.offset.swap(0, Ordering::Relaxed) != 0 => {
                attempt().await
            }
            answer => answer,
        }
    }

    async fn try_to_open(&self) -> Result<Opened, Fault> {
        let knock = self.knock("/v1/session").ok_or(Fault::Offline)?;
        let answer = self.around.cut(self.transport.call(knock)).await?;
        let opened: Opened = decode(&answer).map_err(|_| Fault::Garbage)?;
        self.opened(&opened);
        Ok(opened)
    }

    /// The login of this moment; `None` once it is closed.
    fn knock(&self, path: &str) -> Option<Call> {
        let mut rng = crate::adapters::entropy::system();
        let login = self.login.lock().ok()?;
        let request = login.as_ref()?.open_session(self.tenant, self.dev, self.now(), &mut rng);
        Some(Call {
            path: path.into(),
            body: Some(encode(&request)),
            token: None,
            proof: None,
            patience: PATIENCE,
        })
    }

    /// Forgets how to open it: whoever unlocks comes with a door of their own.
    pub fn close(&self) {
        if let Ok(mut login) = self.login.lock() {
            *login = None;
        }
        self.tokens.forget();
    }

    /// Tries once with the session at hand, once more with a new one.
    async fn within<T, F: Future<Output = Result<T, Fault>>>(
        &self,
        attempt: impl Fn(Salt) -> F,
    ) -> Result<T, Fault> {
        let token = self.token().await?;
        match attempt(token).await {
            Err(Fault::Refused(Code::NoSession)) => attempt(self.token_after(token).await?).await,
            // What was signed is too old or too new: the next attempt knows the time.
            Err(Fault::Refused(Code::Clock)) => {
                self.open().await?;
                Err(Fault::Refused(Code::Clock))
            }
            answer => answer,
        }
    }

    async fn call(&self, path: String, body: Option<Vec<u8>>, patience: Duration) -> Result<Vec<u8>, Fault> {
        self.within(|token| {
            let (path, body) = (path.clone(), body.clone());
            let call = Call { path, body, token: Some(token), proof: None, patience };
            self.around.cut(self.transport.call(call))
        })
        .await
    }

    /// Carries one of the engine's requests; says how far a file has come.
    pub async fn carry(
        &self,
        request: Request,
        file: impl Fn(&FileId) -> PathBuf,
        told: Told,
    ) -> Result<Reply, Fault> {
        let (path, body) = match request {
            Request::Append(dialog, append) => (format!("/v1/dialogs/{dialog}/entries"), encode(&*append)),
            Request::Invite(invitation) => {
                let body = Some(encode(&invitation));
                let answer = self.call("/v1/invitations".into(), body, PATIENCE).await?;
                return decode(&answer).map(Box::new).map(Reply::Registered).map_err(|_| Fault::Garbage);
            }
            Request::Claim(claim) => ("/v1/claims".into(), encode(&claim)),
            Request::Code(plain) => ("/v1/codes".into(), encode(&by_code::seal(plain).await?)),
            Request::Withdraw(it) => ("/v1/invitations/withdrawn".into(), encode(&it)),
            Request::Refuse(it) => ("/v1/claims/refused".into(), encode(&it)),
            Request::Upload(dialog, id) => {
                let (path, file) = (file_path(&dialog, &id), file(&id));
                // What arrived before the line was cut is not sent again.
                let arrived = self.call(format!("{path}/arrived"), None, PATIENCE).await?;
                let from: u64 = decode(&arrived).map_err(|_| Fault::Garbage)?;
                let path = format!("{path}?from={from}");
                let send = |token| {
                    let (path, file, told) = (path.clone(), file.clone(), Arc::clone(&told));
                    async move {
                        let pieces = outgoing(&file, from, told).await?;
                        self.around.cut(self.transport.upload(path, token, pieces)).await
                    }
                };
                return self.within(send).await.map(|()| Reply::Done);
            }
            Request::KeepRing(kept) => (RING.into(), encode(&*kept)),
            Request::Snapshots(want) => {
                let answer = self.call("/v1/snapshots".into(), Some(encode(&want)), PATIENCE).await?;
                return decode(&answer).map(Reply::Snapshots).map_err(|_| Fault::Garbage);
            }
            Request::Log(dialog, from) => return self.page(&dialog, &format!("from={from}")).await,
            Request::Page(dialog, before, limit) => {
                return self.page(&dialog, &format!("before={before}&limit={limit}")).await;
            }
            Request::Ring => {
                let answer = self.call(RING.into(), None, PATIENCE).await?;
                return decode(&answer).map(Reply::Ring).map_err(|_| Fault::Garbage);
            }
            Request::Extend(extend) => ("/v1/chain".into(), encode(&*extend)),
            Request::Present(dialog, it) => (format!("/v1/dialogs/{dialog}/successor"), encode(&it)),
            Request::OpenVouching(it) => ("/v1/vouching".into(), encode(&it)),
            Request::AnswerVouching(it) => ("/v1/vouching/answer".into(), encode(&it)),
            Request::OpenLink(link) => ("/v1/links".into(), encode(&link)),
            Request::Ephemeral(dialog, it) => (format!("/v1/dialogs/{dialog}/ephemeral"), encode(&*it)),
            Request::Renew => return self.open().await.map(|opened| Reply::Opened(Box::new(opened))),
            Request::TenantCard => {
                let answer = self.call("/v1/tenant".into(), None, PATIENCE).await?;
                return Ok(Reply::TenantCard(answer.into()));
            }
            Request::Chain(uid) => {
                let answer = self.call(format!("/v1/users/{uid}"), None, PATIENCE).await?;
                return decode(&answer).map(Reply::Chain).map_err(|_| Fault::Garbage);
            }
        };
        let appends = path.ends_with("/entries");
        let answer = self.call(path, Some(body), PATIENCE).await?;
        if !appends {
            return Ok(Reply::Done);
        }
        decode(&answer).map(Reply::Appended).map_err(|_| Fault::Garbage)
    }

    async fn page(&self, dialog: &DialogId, which: &str) -> Result<Reply, Fault> {
        let path = format!("/v1/dialogs/{dialog}/entries?{which}");
        let answer = self.call(path, None, PATIENCE).await?;
        decode(&answer).map(Reply::Page).map_err(|_| Fault::Garbage)
    }

    /// What is new after `cursor`, and was said beside the logs since it was heard last; waits up to `wait`
    /// seconds for it.
    pub async fn feed(&self, cursor: &Cursor, wait: u64) -> Result<Feed, Fault> {
        let patience = PATIENCE + Duration::from_secs(wait);
        let path = format!("/v1/feed?{}&wait={wait}", self.after(cursor));
        let answer = self.call(path, None, patience).await?;
        let feed: Feed = decode(&answer).map_err(|_| Fault::Garbage)?;
        self.heard(&feed);
        Ok(feed)
    }

    /// A page has come.
    pub fn heard(&self, feed: &Feed) {
        self.correct(feed.now);
        self.heard.store(feed.heard, Ordering::Relaxed);
    }

    fn after(&self, cursor: &Cursor) -> String {
        format!("cursor={}&heard={}", cursor.to_hex(), self.heard.load(Ordering::Relaxed))
    }

    /// A live stream of what is new after `cursor`, once it has said hello.
    pub async fn live(&self, cursor: &Cursor) -> Result<Stream, Fault> {
        let path = format!("/v1/live?{}", self.after(cursor));
        let open = |token| self.around.cut(self.transport.stream(path.clone(), token));
        Stream::greeted(self.around.cut_pieces(self.within(open).await?)).await
    }

    /// Has this device called there from now on, or nowhere.
    pub async fn set_push(&self, endpoint: Option<Endpoint>) -> Result<(), Fault> {
        let body = encode(&SetPush { endpoint });
        self.call("/v1/push".into(), Some(body), PATIENCE).await.map(drop)
    }

    /// Logs all other devices of this person out; those that are logged out now.
    pub async fn log_out_others(&self) -> Result<Vec<DeviceId>, Fault> {
        let answer = self.call("/v1/logout".into(), Some(Vec::new()), PATIENCE).await?;
        decode(&answer).map_err(|_| Fault::Garbage)
    }

    /// Lets one of them in again; those that are logged out now.
    pub async fn let_in(&self, dev: DeviceId) -> Result<Vec<DeviceId>, Fault> {
        let answer = self.call("/v1/let-in".into(), Some(encode(&dev)), PATIENCE).await?;
        decode(&answer).map_err(|_| Fault::Garbage)
    }

    /// A sealed file from byte `from` on, as it comes.
    pub async fn file(&self, dialog: &DialogId, id: &FileId, from: u64) -> Result<Chunks, Fault> {
        let path = file_path(dialog, id);
        let open = |token| self.around.cut(self.transport.download(path.clone(), token, from));
        self.within(open).await.map(|pieces| self.around.cut_pieces(pieces))
    }
}

fn file_path(dialog: &DialogId, id: &FileId) -> String {
    format!("/v1/dialogs/{dialog}/files/{id}")
}
