//! An enrolment without eID: keys are left at the invitation, two screens show the same digits, whoever invites
//! vouches.
//! Refuses to go on with an answer that was not promised by the code. Called by the app's first screens.

use super::{Enrolment, Way, ask};
use crate::adapters::entropy::system;
use crate::door::PATIENCE;
use crate::live::SHORTEST;
use crate::ports::Call;
use crate::session::Session;
use samtale_engine::problem::Problem;
use samtale_engine::text::Texts;
use samtale_engine::view::VouchingView;
use samtale_engine::{Ctx, show};
use samtale_wire::api::{MAX_WAIT, VouchingAnswer};
use samtale_wire::{InvitationId, decode, encode};
use std::time::Duration;
use tokio::time::Instant;

impl Enrolment {
    /// Leaves this device's keys at the invitation, and waits for what makes the digits.
    ///
    /// # Errors
    /// [`Problem::LoginFailed`] when the invitation is for somebody with a login, [`Problem::CodeSpent`] when the code
    /// has run out or another phone was quicker, [`Problem::Tampered`], [`Problem::Offline`].
    pub async fn meet(&self) -> Result<VouchingView, Problem> {
        self.seat.still()?;
        let mut way = self.way.lock().await;
        // Keys that are older than a login may be are made anew: the digits must be of now.
        if let Some(Way::Person(steps)) = way.as_ref() {
            let now = self.ports.clock.now();
            if steps.is_stale(now) {
                let anew = steps.anew(&mut Ctx { now, rng: &mut system() })?;
                *way = Some(Way::Person(Box::new(anew)));
            }
        }
        let Some(Way::Person(steps)) = way.as_ref() else { return Err(Problem::LoginFailed) };
        let (id, request) = steps.asks()?;
        ask(&self.transport, format!("/v1/vouching/{id}"), Some(encode(&request)), None).await?;
        let nonce = self.answered(&id, 0, |answer| answer.nonce).await?;
        let digits = steps.digits(&nonce)?;
        Ok(show::vouching(steps, digits, &Texts::new(self.language)))
    }

    /// Waits until whoever invites has vouched, and begins.
    ///
    /// # Errors
    /// As [`meet`](Self::meet), and [`Problem::KeyStore`]; [`Problem::Locked`] when another person of this phone was
    /// chosen meanwhile.
    pub async fn vouched(&self) -> Result<Session, Problem> {
        self.seat.still()?;
        let mut way = self.way.lock().await;
        let card = {
            let Some(Way::Person(steps)) = way.as_ref() else { return Err(Problem::LoginFailed) };
            let (id, _) = steps.asks()?;
            let letter = self.answered(&id, 1, |answer| answer.letter).await?;
            steps.voucher(&letter.0)?
        };
        let Some(Way::Person(steps)) = way.take() else { return Err(Problem::LoginFailed) };
        let enrolled = {
            let mut rng = system();
            steps.finish(card, &mut Ctx { now: self.ports.clock.now(), rng: &mut rng })?
        };
        self.enrol(enrolled).await
    }

    /// Follows what is answered at the invitation until what is looked for is in it; `seen` things are known.
    async fn answered<T>(
        &self,
        id: &InvitationId,
        seen: u64,
        look: impl Fn(VouchingAnswer) -> Option<T>,
    ) -> Result<T, Problem> {
        loop {
            let asked = Instant::now();
            let path = format!("/v1/vouching/{id}?seen={seen}&wait={MAX_WAIT}");
            let patience = PATIENCE + Duration::from_secs(MAX_WAIT);
            let call = Call { path, body: None, token: None, proof: None, patience };
            let answer = self.transport.call(call).await.map_err(Problem::from)?;
            let answer = decode(&answer).map_err(|_| Problem::Tampered)?;
            if let Some(found) = look(answer) {
                return Ok(found);
            }
            // An answer without news that did not wait: somebody else waits here as well.
            if asked.elapsed() < SHORTEST {
                tokio::time::sleep(SHORTEST).await;
            }
        }
    }
}
