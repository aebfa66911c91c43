//! An enrolment under way: the login page, then the account, the vault, the first session.
//! Refuses to write the vault before what must follow from it is kept.

use crate::adapters::entropy::system;
use crate::device::{Ports, device_half, login_key};
use crate::door::{Door, PATIENCE, problem};
use crate::mind::Mind;
use crate::ports::{Call, Transport};
use crate::queue::Queue;
use crate::session::Session;
use crate::vault::{Head, Keeper};
use samtale_engine::enrol::{Enrolled, Enrolment as Steps};
use samtale_engine::problem::Problem;
use samtale_engine::text::{Texts, code};
use samtale_engine::view::{Language, WelcomeView};
use samtale_engine::{Ctx, Engine, show};
use samtale_seal::Secret;
use samtale_wire::api::Opened;
use samtale_wire::invitation::{Home, Invitation};
use samtale_wire::{decode, encode};
use serde::Deserialize;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// An enrolment between the invitation and the first session.
pub struct Enrolment {
    directory: PathBuf,
    ports: Ports,
    language: Language,
    transport: Arc<dyn Transport>,
    welcome: WelcomeView,
    login_url: String,
    /// Taken by the login that completes it.
    steps: Mutex<Option<Steps>>,
}

#[derive(Deserialize)]
struct Tokens {
    id_token: String,
}

impl Enrolment {
    pub(crate) async fn begin(
        directory: PathBuf,
        ports: Ports,
        language: Language,
        link: &str,
    ) -> Result<Self, Problem> {
        let invitation = Invitation::from_link(link).map_err(|_| Problem::BadCode)?;
        let transport = ports.network.connect(&invitation.home)?;
        let call = Call { path: "/v1/tenant".into(), body: None, token: None, patience: PATIENCE };
        let card = transport.call(call).await.map_err(problem)?;
        let mut ctx = Ctx { now: ports.clock.now(), rng: &mut system() };
        let steps = Steps::begin(invitation, &card, &mut ctx)?;
        let welcome = show::welcome(&steps, &Texts::new(language));
        let login_url = steps.login_url(code(language))?;
        let steps = Mutex::new(Some(steps));
        Ok(Self { directory, ports, language, transport, welcome, login_url, steps })
    }

    /// What the invited person reads.
    #[must_use]
    pub fn welcome(&self) -> WelcomeView {
        self.welcome.clone()
    }

    /// The page to open in the system's browser.
    #[must_use]
    pub fn login_url(&self) -> String {
        self.login_url.clone()
    }

    /// Completes the login with the URL that the browser was sent back to.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`], [`Problem::CodeSpent`], [`Problem::KeyStore`], [`Problem::Offline`].
    pub async fn complete(&self, redirect: &str) -> Result<Session, Problem> {
        let request = {
            let steps = self.steps.lock().map_err(|_| Problem::LoginFailed)?;
            steps.as_ref().ok_or(Problem::LoginFailed)?.token_request(redirect)?
        };
        let answer = self.transport.form(request.url, request.form).await;
        let answer = answer.map_err(|fault| match problem(fault) {
            Problem::Tampered => Problem::LoginFailed,
            other => other,
        })?;
        let tokens: Tokens = serde_json::from_slice(&answer).map_err(|_| Problem::LoginFailed)?;
        let steps = self.steps.lock().map_err(|_| Problem::LoginFailed)?.take();
        let mut ctx = Ctx { now: self.ports.clock.now(), rng: &mut system() };
        let enrolled = steps.ok_or(Problem::LoginFailed)?.finish(tokens.id_token, &mut ctx)?;
        self.settle(enrolled).await
    }

    /// Keeps the secrets, opens the account, writes the vault, begins.
    async fn settle(&self, enrolled: Enrolled) -> Result<Session, Problem> {
        let Enrolled { request, home, uid, dev, login, vault, claim } = enrolled;
        let half = Secret::make(&mut system());
        self.ports.keys.set(&login_key(&dev), &login)?;
        self.ports.keys.set(&device_half(&dev), &half)?;
        let call =
            Call { path: "/v1/enrol".into(), body: Some(encode(&request)), token: None, patience: PATIENCE };
        let answer = self.transport.call(call).await.map_err(problem)?;
        let opened: Opened = decode(&answer).map_err(|_| Problem::Tampered)?;
        let head = Head { version: 1, uid, dev, home: home.clone() };
        let queue = Queue::open(&self.directory)?;
        if let Some((id, sealed)) = claim {
            queue.keep(&id, &sealed)?;
        }
        let server = Secret::new(opened.vault_half.0);
        let keeper = Keeper::new(&self.directory, &head, vault.clone(), half, server);
        keeper.write_new()?;
        let door = self.door(&home, &login, &head)?;
        door.opened(&opened);
        let engine = Engine::start(home, uid, dev, vault, opened)?;
        let mind = Mind::wake(engine, door, queue, keeper, self.language)?;
        Ok(Session::begin(mind))
    }

    fn door(&self, home: &Home, login: &Secret, head: &Head) -> Result<Door, Problem> {
        let (transport, clock) = (Arc::clone(&self.transport), Arc::clone(&self.ports.clock));
        Door::new(transport, clock, login, home.tenant, head.dev)
    }
}
