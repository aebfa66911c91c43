//! What is done about this person's other devices: logged out, let in again, taken away.
//! Refuses what no screen offered. Nothing waits for the network: who is not reached is told so.

use super::Session;
use samtale_engine::problem::Problem;
use samtale_engine::show::{LET_IN, LOG_OUT, RETIRE};
use samtale_engine::{DeviceWish, Hand, Input};
use samtale_wire::DeviceId;

impl Session {
    /// Does what a button about the devices offered: `act`, as it came with the view.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is none, [`Problem::Offline`], [`Problem::Busy`], [`Problem::Locked`].
    pub async fn device_act(&self, act: &str) -> Result<(), Problem> {
        if act == LOG_OUT {
            return self.log_out_others().await;
        }
        match (act.strip_prefix(LET_IN), act.strip_prefix(RETIRE)) {
            (Some(device), _) => self.let_in(device).await,
            (None, Some(device)) => self.take_away(device, Hand::In).await,
            (None, None) => self.remove_device(act).await,
        }
    }

    /// Takes a device away that may have been out of hand; returns when the server has done it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when there is none, [`Problem::Offline`], [`Problem::Busy`], [`Problem::Locked`].
    pub async fn remove_device(&self, device: &str) -> Result<(), Problem> {
        self.take_away(device, Hand::Out).await
    }

    async fn take_away(&self, device: &str, hand: Hand) -> Result<(), Problem> {
        let device: DeviceId = device.parse().map_err(|_| Problem::NotFound)?;
        self.mind.change(DeviceWish::Remove(device, hand)).await
    }

    /// Logs out all other devices of this person: their apps lock at once, and open again only when one that is in
    /// lets them. Returns when the server has done it.
    ///
    /// # Errors
    /// [`Problem::Offline`], [`Problem::Busy`], [`Problem::Locked`].
    pub async fn log_out_others(&self) -> Result<(), Problem> {
        self.mind.with(|_| ())?;
        let out = self.mind.door.log_out_others().await?;
        self.tell_out(out).await
    }

    /// Lets a device in again that was logged out. Returns when the server has done it.
    ///
    /// # Errors
    /// [`Problem::NotFound`] when it is none, [`Problem::Offline`], [`Problem::Busy`], [`Problem::Locked`].
    pub async fn let_in(&self, device: &str) -> Result<(), Problem> {
        self.mind.with(|_| ())?;
        let device: DeviceId = device.parse().map_err(|_| Problem::NotFound)?;
        let out = self.mind.door.let_in(device).await?;
        self.tell_out(out).await
    }

    async fn tell_out(&self, out: Vec<DeviceId>) -> Result<(), Problem> {
        self.apart(move |mind| mind.step(Input::LoggedOut(out))).await
    }
}
