//! An enrolment under way: the login page, then the account or the place in the own chain, the vault,
//! the first session.
//! Refuses to write the vault before what must follow from it is kept.

mod met;

use crate::adapters::entropy::system;
use crate::cache::{Bound, Cache};
use crate::device::{Ports, device_half, login_key};
use crate::door::{Door, PATIENCE};
use crate::live::SHORTEST;
use crate::login;
use crate::mind::Mind;
use crate::ports::{Call, Transport};
use crate::queue::Queue;
use crate::seat::Seat;
use crate::session::Session;
use crate::settings::Settings;
use crate::vault::{Head, Keeper};
use samtale_engine::courier::Fault;
use samtale_engine::enrol::{Enrolled, Enrolment as Steps, Kept};
use samtale_engine::join::{Joining, Next, paper_session};
use samtale_engine::login::Page;
use samtale_engine::problem::Problem;
use samtale_engine::text::{Texts, code};
use samtale_engine::view::{Language, WelcomeView};
use samtale_engine::{Ctx, Engine, show};
use samtale_membership::hash;
use samtale_seal::Secret;
use samtale_wire::api::{Chain, MAX_WAIT, Opened, PushedLogin};
use samtale_wire::device_link::Link;
use samtale_wire::invitation::Home;
use samtale_wire::user::Card;
use samtale_wire::{LinkId, Salt, decode, encode};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// An enrolment between the link and the first session.
pub struct Enrolment {
    /// Where its first session sits down.
    seat: Seat,
    directory: PathBuf,
    ports: Ports,
    language: Language,
    /// How much its first session holds.
    room: Bound,
    transport: Arc<dyn Transport>,
    welcome: WelcomeView,
    login_url: std::sync::Mutex<String>,
    /// Taken by the login that completes it.
    way: Mutex<Option<Way>>,
}

/// As what somebody comes.
enum Way {
    /// As somebody new.
    Person(Box<Steps>),
    /// On one more device; with a code on paper, in its session.
    Device(Box<Joining>, Option<Salt>),
    /// On a device that is in the chain, and has not opened its first session.
    Arrived(Box<Kept>),
}

impl Way {
    /// How the login begins.
    fn page(&self, language: Language) -> Result<Page, Problem> {
        match self {
            Self::Person(steps) if steps.is_met() => Ok(Page::At(String::new())),
            Self::Person(steps) => steps.page(code(language)),
            Self::Device(joining, _) => joining.page(code(language)),
            Self::Arrived(_) => Err(Problem::LoginFailed),
        }
    }

    /// The page of a login that the server pushed.
    fn pushed(&self, pushed: PushedLogin) -> Result<String, Problem> {
        match self {
            Self::Person(steps) => steps.pushed(pushed),
            Self::Device(joining, _) => joining.pushed(pushed),
            Self::Arrived(_) => Err(Problem::LoginFailed),
        }
    }

    /// The page with which the login begins.
    async fn begins(&self, transport: &Arc<dyn Transport>, language: Language) -> Result<String, Problem> {
        match self.page(language)? {
            Page::At(url) => Ok(url),
            Page::Pushed(push) => self.pushed(login::push(transport, &push).await?),
        }
    }

    /// The login, if it is for these keys.
    fn card(&self, id_token: String) -> Result<Card, Problem> {
        match self {
            Self::Person(steps) => steps.card(id_token),
            Self::Device(joining, _) => joining.card(id_token),
            Self::Arrived(_) => Err(Problem::LoginFailed),
        }
    }
}

impl Enrolment {
    /// With a link, or with its home alone and the digits of a code on paper.
    pub(crate) async fn begin(
        seat: Seat,
        directory: PathBuf,
        ports: Ports,
        language: Language,
        room: Bound,
        link: Link,
        digits: Option<&str>,
    ) -> Result<Self, Problem> {
        let transport = ports.network.connect(link.home())?;
        let now = ports.clock.now();
        let way = match (digits, link) {
            (Some(digits), link) => with_paper(&transport, link.home().clone(), digits, now).await?,
            (None, Link::Paper(paper)) => with_paper(&transport, paper.home, &paper.digits, now).await?,
            (None, Link::Invitation(invitation)) => {
                // Whoever invited sees that it was opened; the id is all that the server learns of the link.
                let path = match invitation.from.as_ref().map(hash::invited_by) {
                    Some(id) => format!("/v1/tenant?invitation={id}"),
                    None => "/v1/tenant".into(),
                };
                let card = ask(&transport, path, None, None).await?;
                let mut rng = system();
                let steps = Steps::begin(invitation, &card, &mut Ctx { now, rng: &mut rng })?;
                Way::Person(Box::new(steps))
            }
            (None, Link::Device(link)) => {
                let card = ask(&transport, "/v1/tenant".into(), None, None).await?;
                let chain = look(&transport, &hash::link(&link.secret), 0, 0).await?;
                let mut rng = system();
                let mut ctx = Ctx { now, rng: &mut rng };
                Way::Device(Box::new(Joining::at_link(link, &card, &chain, &mut ctx)?), None)
            }
        };
        let texts = Texts::new(language);
        let welcome = match &way {
            Way::Person(steps) => show::welcome(steps, &texts),
            Way::Device(joining, _) => show::welcome_device(joining, &texts),
            Way::Arrived(_) => return Err(Problem::LoginFailed),
        };
        let login_url = way.begins(&transport, language).await?;
        let (login_url, way) = (std::sync::Mutex::new(login_url), Mutex::new(Some(way)));
        Ok(Self { seat, directory, ports, language, room, transport, welcome, login_url, way })
    }

    /// What the invited person reads.
    #[must_use]
    pub fn welcome(&self) -> WelcomeView {
        self.welcome.clone()
    }

    /// The page to open in the system's browser: another one after each login that came to nothing.
    #[must_use]
    pub fn login_url(&self) -> String {
        self.login_url.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The page of another of [`WelcomeView::logins`], which is the login from now on.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when it was not offered, [`Problem::ProviderAway`], [`Problem::Offline`].
    pub async fn login_by(&self, choice: &str) -> Result<String, Problem> {
        let mut way = self.way.lock().await;
        let now = self.ports.clock.now();
        let chosen = {
            let mut rng = system();
            let mut ctx = Ctx { now, rng: &mut rng };
            match way.as_mut() {
                Some(Way::Person(steps)) => Some(Way::Person(Box::new(steps.by(choice, &mut ctx)?))),
                Some(Way::Device(joining, _)) => {
                    joining.choose(choice, &mut ctx)?;
                    None
                }
                _ => return Err(Problem::LoginFailed),
            }
        };
        if let Some(chosen) = chosen {
            *way = Some(chosen);
        }
        let way = way.as_ref().ok_or(Problem::LoginFailed)?;
        let url = way.begins(&self.transport, self.language).await?;
        self.login_url.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&url);
        Ok(url)
    }

    /// Completes the login with the URL that the browser was sent back to. At a link it waits until a
    /// device of the same person has answered.
    ///
    /// # Errors
    /// One that begins with `Login`, [`Problem::ProviderAway`], [`Problem::CodeSpent`],
    /// [`Problem::KeyStore`], [`Problem::Offline`]; [`Problem::Locked`] when another person of this phone was
    /// chosen meanwhile.
    pub async fn complete(&self, redirect: &str) -> Result<Session, Problem> {
        self.seat.still()?;
        let mut way = self.way.lock().await;
        let request = match way.as_ref().ok_or(Problem::LoginFailed)? {
            Way::Person(steps) => steps.token_request(redirect)?,
            Way::Device(joining, _) => joining.token_request(redirect)?,
            Way::Arrived(_) => return self.arrive(&mut way).await,
        };
        let token = login::token(&self.transport, request).await;
        let card = match token.and_then(|token| way.as_ref().ok_or(Problem::LoginFailed)?.card(token)) {
            Ok(card) => card,
            // The provider was not reached: the same login can still be fetched.
            Err(Problem::ProviderAway) => return Err(Problem::ProviderAway),
            Err(problem) => {
                self.begin_anew(&mut way).await?;
                return Err(problem);
            }
        };
        match way.take().ok_or(Problem::LoginFailed)? {
            Way::Person(steps) => {
                let mut rng = system();
                let mut ctx = Ctx { now: self.ports.clock.now(), rng: &mut rng };
                let enrolled = steps.finish(card, &mut ctx)?;
                self.enrol(enrolled).await
            }
            Way::Device(mut joining, paper) => {
                let asked = match paper {
                    Some(token) => self.extend(&joining, &card, token).await,
                    None => self.ask_at_link(&mut joining, &card).await,
                };
                if let Err(problem) = asked {
                    // Whoever logs in once more can ask once more.
                    *way = Some(Way::Device(joining, paper));
                    return Err(problem);
                }
                *way = Some(Way::Arrived(Box::new(joining.finish(card))));
                self.arrive(&mut way).await
            }
            Way::Arrived(_) => Err(Problem::LoginFailed),
        }
    }

    /// A login that came to nothing is begun anew.
    async fn begin_anew(&self, way: &mut Option<Way>) -> Result<(), Problem> {
        let Some(Way::Person(steps)) = way.as_ref() else { return Ok(()) };
        let anew = {
            let mut rng = system();
            steps.anew(&mut Ctx { now: self.ports.clock.now(), rng: &mut rng })?
        };
        let anew = Way::Person(Box::new(anew));
        let url = anew.begins(&self.transport, self.language).await?;
        *self.login_url.lock().unwrap_or_else(PoisonError::into_inner) = url;
        *way = Some(anew);
        Ok(())
    }

    /// Somebody new: opens the account.
    async fn enrol(&self, enrolled: Enrolled) -> Result<Session, Problem> {
        let Enrolled { request, kept, claim } = enrolled;
        let half = self.keep_keys(&kept)?;
        let answer = ask(&self.transport, "/v1/enrol".into(), Some(encode(&request)), None).await?;
        let opened: Opened = decode(&answer).map_err(|_| Problem::Tampered)?;
        let queue = Queue::open(&self.directory)?;
        if let Some((id, sealed)) = claim {
            queue.keep_durably(&id, &sealed)?;
        }
        let door = self.door(&kept)?;
        door.opened(&opened);
        self.settle(kept, half, opened, queue, door)
    }

    /// Asks at the link, and again where the chain has moved on, until this device is in it.
    async fn ask_at_link(&self, joining: &mut Joining, card: &Card) -> Result<(), Problem> {
        loop {
            let Next::Ask(link, request) = self.next(joining, card)? else {
                return Err(Problem::LoginFailed);
            };
            ask(&self.transport, format!("/v1/links/{link}"), Some(encode(&*request)), None).await?;
            let before = joining.seen();
            while joining.seen() == before {
                let asked = Instant::now();
                let chain = look(&self.transport, &link, before, MAX_WAIT).await?;
                if joining.moved(&chain)? {
                    return Ok(());
                }
                // An answer without news that did not wait: somebody else waits here as well.
                if joining.seen() == before && asked.elapsed() < SHORTEST {
                    tokio::time::sleep(SHORTEST).await;
                }
            }
        }
    }

    /// With a code on paper: the paper adds this device.
    async fn extend(&self, joining: &Joining, card: &Card, token: Salt) -> Result<(), Problem> {
        let Next::Extend(extend) = self.next(joining, card)? else { return Err(Problem::LoginFailed) };
        match ask(&self.transport, "/v1/chain".into(), Some(encode(&*extend)), Some(token)).await {
            // Somebody was quicker: perhaps this device itself, and the answer was lost. It will see.
            Ok(_) | Err(Problem::Busy) => Ok(()),
            Err(problem) => Err(problem),
        }
    }

    fn next(&self, joining: &Joining, card: &Card) -> Result<Next, Problem> {
        let mut rng = system();
        joining.next(card, &mut Ctx { now: self.ports.clock.now(), rng: &mut rng })
    }

    /// One more device: it is in the chain, and opens its first session. Tried again as long as it takes:
    /// its keys are in the chain, and here alone.
    async fn arrive(&self, way: &mut Option<Way>) -> Result<Session, Problem> {
        let Some(Way::Arrived(kept)) = way.as_ref() else { return Err(Problem::LoginFailed) };
        let half = self.keep_keys(kept)?;
        let door = self.door(kept)?;
        let opened = door.open().await.map_err(Problem::from)?;
        let queue = Queue::open(&self.directory)?;
        match way.take() {
            Some(Way::Arrived(kept)) => self.settle(*kept, half, opened, queue, door),
            _ => Err(Problem::LoginFailed),
        }
    }

    /// Keeps the secrets in the key store.
    fn keep_keys(&self, kept: &Kept) -> Result<Secret, Problem> {
        let half = Secret::make(&mut system());
        self.ports.keys.set(&login_key(&kept.dev), &kept.login)?;
        self.ports.keys.set(&device_half(&kept.dev), &half)?;
        Ok(half)
    }

    /// Writes the vault, begins.
    fn settle(
        &self,
        kept: Kept,
        half: Secret,
        opened: Opened,
        queue: Queue,
        door: Door,
    ) -> Result<Session, Problem> {
        let Kept { home, uid, dev, vault, .. } = kept;
        let head = Head { version: 1, uid, dev, home: home.clone() };
        let server = Secret::new(opened.vault_half.0);
        let keeper = Keeper::new(&self.directory, &head, vault.clone(), half, server);
        keeper.write_new()?;
        let engine = Engine::start(home, uid, dev, vault, opened)?;
        let cache = Cache::bounded(self.room).map_err(|_| Problem::Disk)?;
        let mind = Mind::wake(engine, door, queue, keeper, cache, self.language)?;
        self.seat.take(&mind)?;
        Ok(Session::begin(mind, None, Settings::of(&self.directory)))
    }

    fn door(&self, kept: &Kept) -> Result<Door, Problem> {
        let (transport, clock) = (Arc::clone(&self.transport), Arc::clone(&self.ports.clock));
        Door::new(transport, clock, &kept.login, &kept.home, kept.dev)
    }
}

/// Opens the session of a code on paper.
async fn with_paper(
    transport: &Arc<dyn Transport>,
    home: Home,
    digits: &str,
    now: u64,
) -> Result<Way, Problem> {
    let request = {
        let mut rng = system();
        paper_session(&home, digits, &mut Ctx { now, rng: &mut rng })?
    };
    let answer = ask(transport, "/v1/session".into(), Some(encode(&request)), None).await;
    // A code that nobody knows is one that was mistyped, or taken back.
    let answer =
        answer.map_err(|problem| if problem == Problem::Revoked { Problem::BadCode } else { problem })?;
    let opened: Opened = decode(&answer).map_err(|_| Problem::Tampered)?;
    let mut rng = system();
    let joining = Joining::with_paper(home, digits, &opened, &mut Ctx { now, rng: &mut rng })?;
    Ok(Way::Device(Box::new(joining), Some(opened.token)))
}

/// The chain of whoever shows a link, once it has more than `seen` entries or `wait` seconds are over.
async fn look(transport: &Arc<dyn Transport>, link: &LinkId, seen: u64, wait: u64) -> Result<Chain, Problem> {
    let path = format!("/v1/links/{link}?seen={seen}&wait={wait}");
    let patience = PATIENCE + Duration::from_secs(wait);
    let answer = transport.call(Call { path, body: None, token: None, proof: None, patience }).await;
    decode(&answer.map_err(spent)?).map_err(|_| Problem::Tampered)
}

async fn ask(
    transport: &Arc<dyn Transport>,
    path: String,
    body: Option<Vec<u8>>,
    token: Option<Salt>,
) -> Result<Vec<u8>, Problem> {
    transport.call(Call { path, body, token, proof: None, patience: PATIENCE }).await.map_err(Problem::from)
}

/// A link that is not there has run out.
fn spent(fault: Fault) -> Problem {
    match fault.into() {
        Problem::NotFound => Problem::CodeSpent,
        problem => problem,
    }
}
