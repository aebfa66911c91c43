//! `POST /v1/enrol`: a new person with a first device, and the first session of that device.
//! Refuses chains, cards and logins that do not hold. The card is looked at and forgotten.

use super::ask::Cbor;
use super::session;
use crate::accounts::Applicant;
use crate::house::House;
use crate::invitations;
use crate::refusal::Refusal;
use crate::sessions::Caller;
use axum::extract::State;
use samtale_wire::api::{Code, Enrol, Opened};
use std::sync::Arc;

/// Makes the account and opens a session; again by the same device, opens a session.
pub async fn enrol(
    State(house): State<Arc<House>>,
    Cbor(enrol): Cbor<Enrol>,
) -> Result<Cbor<Opened>, Refusal> {
    let now = house.clock.now();
    let (login, invitation) = (enrol.session.clone(), enrol.invitation);
    let applicant = Applicant::read(enrol, &house.town, now)?;
    let (caller, key) = (Caller { uid: applicant.uid(), dev: login.dev }, applicant.login());
    let (town, halves) = (house.town.clone(), house.halves.clone());
    let admitted = house
        .writer
        .write(move |transaction, desk| applicant.admit(transaction, desk, &town, &halves, now))
        .await;
    if let (Err(refusal), Some(id)) = (&admitted, invitation)
        && *refusal == Refusal::from(Code::Spent)
    {
        // What was refused left no trace: that somebody tried is told by itself.
        let told =
            move |transaction: &_, desk: &mut _| invitations::refuse_another(transaction, desk, &id, now);
        house.writer.write(told).await?;
    }
    admitted?;
    session::begin(&house, caller, &key.ok_or(Code::BadLogin)?, &login, now).await.map(Cbor)
}
