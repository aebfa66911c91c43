//! Invitations: registered by employees, taken up by one.

use crate::kit::entries::{claim, invite};
use crate::kit::{No, Person, Town, no, random};
use samtale_wire::api::{Claim, Code, NewInvitation, Registered};
use samtale_wire::{Bytes, Hash, InvitationId};

async fn register(town: &Town, who: &Person, id: InvitationId, ahead: u64) -> Result<(), No> {
    let new = NewInvitation { id, until: town.clock.now() + ahead };
    town.wire.post("/v1/invitations", Some(&who.token), &new).await.read::<Registered>().map(drop)
}

#[tokio::test]
async fn an_employee_registers_an_invitation_as_often_as_needed_and_nobody_else_does() {
    let town = Town::start().await;
    let (ali, eva) = (Person::staff(&town, "Ali").await, Person::staff(&town, "Eva").await);
    let id = InvitationId(random());
    assert_eq!(register(&town, &ali, id, 3600).await, Ok(()));
    assert_eq!(register(&town, &ali, id, 3600).await, Ok(()));
    assert_eq!(register(&town, &eva, id, 3600).await, no(Code::Conflict));
    let karen = Person::citizen(&town, "Karen", id).await;
    assert_eq!(register(&town, &karen, InvitationId(random()), 3600).await, no(Code::NotAllowed));
}

#[tokio::test]
async fn an_invitation_ends_within_thirty_days() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    for (ahead, expected) in
        [(0, no(Code::Malformed)), (31 * 86_400, no(Code::Malformed)), (29 * 86_400, Ok(()))]
    {
        assert_eq!(register(&town, &ali, InvitationId(random()), ahead).await, expected);
    }
    let new = NewInvitation { id: InvitationId(random()), until: u64::MAX };
    let refused =
        town.wire.post("/v1/invitations", Some(&ali.token), &new).await.read::<Registered>().map(drop);
    assert_eq!(refused, no(Code::Malformed));
}

#[tokio::test]
async fn the_first_to_claim_is_the_one() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let id = invite(&town, &ali).await;
    let karen = Person::citizen(&town, "Karen", id).await;
    let other = Person::citizen(&town, "Somebody", id).await;
    let proof = Hash(random());
    assert_eq!(claim(&town, &ali, id, proof).await, no(Code::NotAllowed));
    let (a, b) = tokio::join!(claim(&town, &karen, id, proof), claim(&town, &other, id, Hash(random())));
    assert!([(Ok(()), no(Code::Spent)), (no(Code::Spent), Ok(()))].contains(&(a.clone(), b)));
    assert_eq!(claim(&town, &karen, id, proof).await, a, "a retry is the same claim");
    assert_eq!(claim(&town, &karen, id, Hash(random())).await, no(Code::Spent));
    assert_eq!(town.wire.whole_feed(&ali.token).await.items.len(), 1, "told once");
}

#[tokio::test]
async fn what_is_unknown_too_late_or_too_large_is_no_claim() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let id = invite(&town, &ali).await;
    let mut karen = Person::citizen(&town, "Karen", id).await;
    assert_eq!(claim(&town, &karen, InvitationId(random()), Hash(random())).await, no(Code::Spent));
    let large = Claim { id, proof: Hash(random()), letter: Bytes(vec![0; 40_000]) };
    let refused = town.wire.post("/v1/claims", Some(&karen.token), &large).await.done();
    assert_eq!(refused, no(Code::TooLarge));
    town.clock.advance(86_401);
    karen.open(&town).await.unwrap();
    assert_eq!(claim(&town, &karen, id, Hash(random())).await, no(Code::Spent));
}
