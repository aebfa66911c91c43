//! An insider: a person with a real login and a real account, whose keys the test holds.
//! Refuses no entry that the rules forbid or that an honest app would never write.

use crate::browser::log_in;
use crate::hand::{Hand, random};
use crate::story::Story;
use crate::town::Town;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use futures::StreamExt;
use samtale_client::Problem;
use samtale_client::adapters::{entropy::system, http::Network};
use samtale_client::ports::{Call, Connect, Transport};
use samtale_engine::Ctx;
use samtale_engine::content::{ClaimLetter, VaultContent};
use samtale_engine::courier::Fault;
use samtale_engine::enrol::Enrolment;
use samtale_engine::join::{Joining, Next};
use samtale_engine::login::{Page, TokenRequest};
use samtale_membership::request::{self, Bound};
use samtale_membership::{UserChain, hash, tenant};
use samtale_seal::login::LoginSecret;
use samtale_seal::user::UserSecret;
use samtale_seal::{Secret, letter};
use samtale_wire::api::{
    Append, Chain, Claimed, Cursor, Extend, Feed, FeedItem, LinkRequest, NewInvitation, Opened, Seats,
};
use samtale_wire::device_link::DeviceLink;
use samtale_wire::invitation::{Home, Invitation, Inviter};
use samtale_wire::tenant::{Audience, Level};
use samtale_wire::user::{Attest, Card, Token, UserBody};
use samtale_wire::{Bytes, Hash, Salt, Uid, decode, encode};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How long the server may take to answer.
const PATIENCE: Duration = Duration::from_secs(40);

/// An insider.
pub struct Insider {
    /// What signs.
    pub hand: Hand,
    /// Their name.
    pub name: &'static str,
    /// What their vault holds.
    pub vault: VaultContent,
    /// What the server said when they enrolled.
    pub opened: Opened,
    home: Home,
    transport: Arc<dyn Transport>,
    cursor: Cursor,
    claims: Vec<Claimed>,
    entries: Vec<FeedItem>,
    /// What opens another session; nothing of somebody who was borrowed.
    login: Option<Secret>,
}

/// Fetches a login.
async fn token(transport: &Arc<dyn Transport>, request: TokenRequest) -> String {
    let TokenRequest::AtProvider { url, form } = request else { panic!("the server's login") };
    let answer = transport.form(url, form).await.expect("a token");
    let answer = String::from_utf8(answer).expect("text");
    let token = answer.split("\"id_token\":\"").nth(1).and_then(|rest| rest.split('"').next());
    token.expect("a token").into()
}

/// The page of a login that the app builds.
fn at(page: Result<Page, Problem>) -> String {
    match page.expect("a page") {
        Page::At(url) => url,
        Page::Pushed(_) => panic!("the server's login"),
    }
}

/// What a device asks that has `name`'s login, and a link with a secret of its own.
///
/// # Panics
/// When the login fails.
pub async fn asks_at(town: &Town, link: DeviceLink, chain: &Chain, name: &str) -> LinkRequest {
    let transport = Network.connect(&link.home).expect("a way");
    let (tenant, now) = (call(&transport, "/v1/tenant", None, None).await.expect("a card"), town.now());
    let rng = &mut system();
    let joining = Joining::at_link(link, &tenant, chain, &mut Ctx { now, rng }).expect("a way in");
    let redirect = log_in(&at(joining.page("da")), name, "").await;
    let request = joining.token_request(&redirect).expect("logged in");
    let card = joining.card(token(&transport, request).await).expect("a card");
    match joining.next(&card, &mut Ctx { now, rng }).expect("a next step") {
        Next::Ask(_, request) => *request,
        Next::Extend(_) => panic!("not at a link"),
    }
}

impl Insider {
    /// Enrols as anybody does, with a real login.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn enrol(town: &Town, name: &'static str, link: &str) -> Self {
        Self::enrol_at(town, name, link, Level::Substantial).await
    }

    /// The same with a login at this level, whatever the link asks for.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn enrol_at(town: &Town, name: &'static str, link: &str, level: Level) -> Self {
        let invitation = Invitation::from_link(link).expect("an invitation");
        let home = invitation.home.clone();
        let transport = Network.connect(&home).expect("a way");
        let (card, now) = (call(&transport, "/v1/tenant", None, None).await.expect("a card"), town.now());
        let rng = &mut system();
        let steps = Enrolment::begin(invitation, &card, &mut Ctx { now, rng }).expect("an enrolment");
        let mut page = at(steps.page("da"));
        if level == Level::High {
            page = page.replace("loa%2FSubstantial", "loa%2FHigh");
        }
        let redirect = log_in(&page, name, "Job og uddannelse").await;
        let request = steps.token_request(&redirect).expect("logged in");
        let token = token(&transport, request).await;
        let card = steps.card(token).expect("a card");
        let enrolled = steps.finish(card, &mut Ctx { now, rng }).expect("enrolled");
        let entries = vec![enrolled.request.genesis.clone(), enrolled.request.attest.clone()];
        let body = Some(encode(&enrolled.request));
        let answer = call(&transport, "/v1/enrol", body, None).await.expect("an account");
        let kept = enrolled.kept;
        let (uid, dev, seeds) = (kept.uid, kept.dev, kept.vault.seeds.clone());
        let hand = Hand { uid, dev, seeds, entries, t: now };
        let opened = decode(&answer).expect("a session");
        let login = Some(kept.login);
        Self { login, ..Self::of(hand, name, kept.vault, opened, home, transport) }
    }

    /// Opens another session, as after the minutes that one's token lasts.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn logs_in(&mut self, town: &Town) {
        let login = LoginSecret::new(self.login.as_ref().expect("a login key")).expect("a key");
        let request = login.open_session(self.home.tenant, self.hand.dev, town.now(), &mut system());
        let answer = call(&self.transport, "/v1/session", Some(encode(&request)), None).await;
        self.opened = decode(&answer.expect("a session")).expect("a session");
    }

    /// Somebody whose session is open.
    pub(crate) fn of(
        hand: Hand,
        name: &'static str,
        vault: VaultContent,
        opened: Opened,
        home: Home,
        transport: Arc<dyn Transport>,
    ) -> Self {
        let (claims, entries) = (Vec::new(), Vec::new());
        let (cursor, login) = (Cursor::default(), None);
        Self { hand, name, vault, opened, home, transport, cursor, claims, entries, login }
    }

    /// One more login for this hand's keys, as anybody and at any level: the card.
    ///
    /// # Panics
    /// When the provider refuses it.
    pub async fn logs_in_as(&self, name: &str, audience: Audience, level: Level) -> Card {
        let tenant = tenant::card(&self.home.tenant, &self.opened.tenant_card.0).expect("a card");
        let issuer = tenant.issuers.iter().find(|it| it.audience == audience).expect("an issuer");
        let chain = self.hand.chain().expect("a chain");
        let now = chain.now();
        let cert = &now.device(&self.hand.dev).expect("a device").cert;
        let over = now.over(cert);
        let (r, verifier) = (Salt(random()), Salt(random()));
        let challenge = Hash(Sha256::digest(BASE64.encode(verifier.0)).into());
        let bound = Bound { state: Salt(random()), nonce: hash::oidc_nonce(&over, &r), challenge };
        let fields = request::fields(issuer, &bound, level, false, "da").expect("a level that it has");
        let page = url::Url::parse_with_params(&issuer.authorize, fields).expect("a page");
        let back = url::Url::parse(&log_in(page.as_str(), name, "Job og uddannelse").await).expect("a URL");
        let code = back.query_pairs().find(|(key, _)| key == "code").expect("a code").1.into_owned();
        let (url, form) = (issuer.token.clone(), request::redeeming(issuer, code, &verifier));
        let id_token = token(&self.transport, TokenRequest::AtProvider { url, form }).await;
        Card::Token(Token { id_token, r })
    }

    /// Names a card for this hand's device in its chain, as the next entry there; not sent yet.
    ///
    /// # Panics
    /// When the chain does not hold.
    #[must_use]
    pub fn attests(&self, card: &Card) -> UserBody {
        let chain = self.hand.chain().expect("a chain");
        let now = chain.now();
        let cert = &now.device(&self.hand.dev).expect("a device").cert;
        let over = now.over(cert);
        UserBody::Attest(Attest { dev: self.hand.dev, card: hash::card(card), over, matched_by: None })
    }

    /// Sends an entry of the own chain with its card to the real server.
    ///
    /// # Errors
    /// What it answers.
    pub async fn extends(&self, entry: Bytes, card: &Card) -> Result<Vec<u8>, Fault> {
        let extend = Extend { entry, secrets: Vec::new(), before: None, card: Some(card.clone()) };
        self.asks("/v1/chain", Some(encode(&extend))).await
    }

    /// Invites somebody: the link, and its secret.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn invites(&self, town: &Town) -> (String, Salt) {
        self.invites_at(town, None).await
    }

    /// The same with a link that asks for a level.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn invites_at(&self, town: &Town, level: Option<Level>) -> (String, Salt) {
        let secret = Salt(random());
        let new =
            NewInvitation { id: hash::invitation(&secret), until: town.now() + 86_400, seats: Seats::ONE };
        self.asks("/v1/invitations", Some(encode(&new))).await.expect("registered");
        let from = Some(Inviter {
            uid: self.hand.uid,
            name: self.name.into(),
            secret,
            by_code: None,
            level,
            vouches: None,
            number: None,
            guardian: None,
        });
        (Invitation { home: self.home.clone(), from }.to_link(), secret)
    }

    /// The user secret.
    ///
    /// # Panics
    /// When it does not open.
    #[must_use]
    pub fn user(&self) -> UserSecret {
        let chain = self.hand.chain().expect("a chain");
        let first = chain.now();
        let published = (0, &first.user_commit, &first.user_key);
        let (opens, sealed) = (self.hand.keys().opens, &self.opened.sealed_secret.0);
        UserSecret::from_device(&opens, &self.hand.uid, &self.hand.dev, published, sealed).expect("a secret")
    }

    /// Waits until somebody has taken up an invitation; who, and the letter they sent.
    ///
    /// # Panics
    /// When nobody does.
    pub async fn claimed(&mut self) -> (Claimed, ClaimLetter) {
        for _ in 0..8 {
            if self.claims.is_empty() {
                self.listens().await;
            }
        }
        let claimed = self.claims.remove(0);
        let plain = letter::open(&claimed.uid, &self.hand.uid, self.user().key(), &claimed.letter.0);
        let letter = decode(&plain.expect("a letter")).expect("a letter");
        (claimed, letter)
    }

    /// Follows a log as the server tells it, until it is so long.
    ///
    /// # Panics
    /// When it does not become so.
    pub async fn follows(&mut self, story: &mut Story, seq: u64) {
        // Each turn is a long poll: so many are patience enough.
        for _ in 0..8 {
            for item in std::mem::take(&mut self.entries) {
                let FeedItem::Entry(it) = item else { continue };
                story.follows(&it);
            }
            if story.state.tip.seq >= seq {
                return;
            }
            self.listens().await;
        }
        panic!("{} follows the log to {} only, not to {seq}", self.name, story.state.tip.seq);
    }

    async fn listens(&mut self) {
        let hex: String = self.cursor.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
        let path = format!("/v1/feed?cursor={hex}&wait=20");
        let news = tokio::time::timeout(PATIENCE, self.asks(&path, None)).await.expect("news in time");
        let answer = news.expect("news");
        let feed: Feed = decode(&answer).expect("a feed");
        self.cursor = feed.cursor;
        for item in feed.items {
            match item {
                FeedItem::Claimed(claimed) => self.claims.push(*claimed),
                FeedItem::Entry(_) => self.entries.push(item),
                _ => {}
            }
        }
    }

    /// Asks the real server.
    ///
    /// # Errors
    /// What it answers.
    pub async fn asks(&self, path: &str, body: Option<Vec<u8>>) -> Result<Vec<u8>, Fault> {
        call(&self.transport, path, body, Some(self.opened.token)).await
    }

    /// The server's origin.
    pub(crate) fn server(&self) -> &str {
        &self.home.server
    }

    /// A person's chain, as the real server tells it.
    ///
    /// # Panics
    /// When there is none.
    pub async fn chain_of(&self, uid: Uid) -> UserChain {
        let answer = self.asks(&format!("/v1/users/{uid}"), None).await.expect("a chain");
        let chain: Chain = decode(&answer).expect("a chain");
        UserChain::read(chain.entries.iter().map(|entry| entry.0.as_slice())).expect("a chain")
    }

    /// Appends to the real log, which must take it.
    ///
    /// # Panics
    /// When it does not.
    pub async fn appends(&self, story: &mut Story, append: Append) {
        let path = format!("/v1/dialogs/{}/entries", story.state.roster.dialog);
        self.asks(&path, Some(encode(&append))).await.expect("appended");
        story.tells(append).expect("the rules allow it");
    }

    /// Begins a real log.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn begins(&self, story: &Story) {
        let path = format!("/v1/dialogs/{}/entries", story.state.roster.dialog);
        self.asks(&path, Some(encode(&story.told[0]))).await.expect("begun");
    }

    /// Sends a sealed file.
    ///
    /// # Panics
    /// When the server refuses it.
    pub async fn uploads(&self, path: String, file: PathBuf) {
        let bytes = std::fs::read(file).expect("the file");
        let pieces = futures::stream::iter([Ok(bytes.into())]).boxed();
        self.transport.upload(path, self.opened.token, pieces).await.expect("uploaded");
    }
}

pub(crate) async fn call(
    transport: &Arc<dyn Transport>,
    path: &str,
    body: Option<Vec<u8>>,
    token: Option<Salt>,
) -> Result<Vec<u8>, Fault> {
    transport.call(Call { path: path.into(), body, token, proof: None, patience: PATIENCE }).await
}
