//! One more login while the app is open, at the level that a dialog asks for: the page, then the stronger card into
//! the own chain. It ends when the server has it; the others are shown it by themselves.
//! Refuses to change anything when it came to nothing: another login is begun then.

use super::{Session, id};
use crate::adapters::entropy::system;
use crate::login;
use crate::mind::Mind;
use samtale_engine::login::Page;
use samtale_engine::login::step_up::StepUp as Steps;
use samtale_engine::problem::Problem;
use samtale_engine::text::code;
use samtale_engine::view::Language;
use samtale_engine::{Ctx, DeviceWish};
use std::sync::{Arc, PoisonError};
use tokio::sync::Mutex;

/// A login that is to open a dialog.
pub struct StepUp {
    mind: Arc<Mind>,
    language: Language,
    login_url: std::sync::Mutex<String>,
    steps: Mutex<Steps>,
}

impl Session {
    /// Begins the login that a dialog asks for: what `DialogView::step_up` offers.
    ///
    /// # Errors
    /// [`Problem::NotFound`] where none is asked for, [`Problem::LoginTooWeak`] where this person's login is not
    /// given at that level, [`Problem::ProviderAway`], [`Problem::Offline`], [`Problem::Locked`].
    pub async fn step_up(&self, dialog: &str) -> Result<StepUp, Problem> {
        let dialog = id(dialog)?;
        let (steps, language) = self.mind.with(|known| {
            let mut rng = system();
            let mut ctx = Ctx { now: self.mind.door.now(), rng: &mut rng };
            known.engine.step_up(&dialog, &mut ctx).map(|steps| (steps, known.language))
        })??;
        let login_url = begins(&self.mind, &steps, language).await?;
        let (login_url, steps) = (std::sync::Mutex::new(login_url), Mutex::new(steps));
        Ok(StepUp { mind: Arc::clone(&self.mind), language, login_url, steps })
    }
}

impl StepUp {
    /// The page to open in the system's browser: another one after each login that came to nothing.
    #[must_use]
    pub fn login_url(&self) -> String {
        self.login_url.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Completes the login with the URL that the browser was sent back to; returns when the server has it.
    ///
    /// # Errors
    /// One that begins with `Login`, [`Problem::ProviderAway`], [`Problem::Offline`], [`Problem::Busy`],
    /// [`Problem::Locked`].
    pub async fn complete(&self, redirect: &str) -> Result<(), Problem> {
        let mut steps = self.steps.lock().await;
        let request = steps.token_request(redirect)?;
        let token = login::token(self.mind.door.transport(), request).await;
        let card = match token.and_then(|token| steps.card(token, self.mind.door.now())) {
            Ok(card) => card,
            // The provider was not reached: the same login can still be fetched.
            Err(Problem::ProviderAway) => return Err(Problem::ProviderAway),
            Err(problem) => {
                let anew = steps.anew(&mut Ctx { now: self.mind.door.now(), rng: &mut system() });
                let url = begins(&self.mind, &anew, self.language).await?;
                *self.login_url.lock().unwrap_or_else(PoisonError::into_inner) = url;
                *steps = anew;
                return Err(problem);
            }
        };
        // The stronger card goes into the own chain.
        self.mind.change(DeviceWish::Vouch(Box::new(card))).await
    }
}

/// The page with which the login begins.
async fn begins(mind: &Arc<Mind>, steps: &Steps, language: Language) -> Result<String, Problem> {
    match steps.page(code(language))? {
        Page::At(url) => Ok(url),
        Page::Pushed(push) => steps.pushed(login::push(mind.door.transport(), &push).await?),
    }
}
