//! Invitations: registered by employees, taken up by one.

use crate::kit::entries::{claim, invite};
use crate::kit::people::Who;
use crate::kit::{No, Person, Town, no, random};
use samtale_wire::api::{
    Claim, Code, FeedItem, Happened, InvitationEvent, NewInvitation, RefuseClaim, Registered, Seats,
    WithdrawInvitation,
};
use samtale_wire::{Bytes, Hash, InvitationId};

async fn register(town: &Town, who: &Person, id: InvitationId, ahead: u64) -> Result<(), No> {
    let new = NewInvitation { id, until: town.clock.now() + ahead, seats: Seats::ONE };
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
    let new = NewInvitation { id: InvitationId(random()), until: u64::MAX, seats: Seats::ONE };
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
    let claims = town.wire.whole_feed(&ali.token).await.items;
    let claims = claims.iter().filter(|item| matches!(item, FeedItem::Claimed(_)));
    assert_eq!(claims.count(), 1, "told once");
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

/// What the owner is told of an invitation, in order.
async fn told(town: &Town, owner: &Person, id: InvitationId) -> Vec<Happened> {
    let items = town.wire.whole_feed(&owner.token).await.items;
    let events: Vec<InvitationEvent> = items
        .into_iter()
        .filter_map(|item| match item {
            FeedItem::Invitation(event) => Some(event),
            _ => None,
        })
        .collect();
    assert!(events.iter().all(|event| event.invitation == id && event.t == town.clock.now()));
    let new = NewInvitation { id, until: town.clock.now() + 3600, seats: Seats::ONE };
    let again = town.wire.post("/v1/invitations", Some(&owner.token), &new).await.read::<Registered>();
    assert_eq!(again.expect("registered").events, events, "a device that starts is told the same");
    events.into_iter().map(|event| event.what).collect()
}

async fn opens(town: &Town, id: InvitationId) -> Result<(), No> {
    let reply = town.wire.get(&format!("/v1/tenant?invitation={id}"), None).await;
    if reply.status == 200 { Ok(()) } else { Err(reply.refusal()) }
}

async fn withdraw(town: &Town, who: &Person, id: InvitationId) -> Result<(), No> {
    let it = WithdrawInvitation { id };
    town.wire.post("/v1/invitations/withdrawn", Some(&who.token), &it).await.done()
}

async fn refuse(town: &Town, who: &Person, invitation: InvitationId, whom: &Person) -> Result<(), No> {
    let it = RefuseClaim { invitation, uid: whom.uid };
    town.wire.post("/v1/claims/refused", Some(&who.token), &it).await.done()
}

#[tokio::test]
async fn its_owner_is_told_once_that_it_was_opened_and_nobody_what_is_not_there() {
    let town = Town::start().await;
    let mut ali = Person::staff(&town, "Ali").await;
    let id = invite(&town, &ali).await;
    assert_eq!(opens(&town, InvitationId(random())).await, Ok(()), "an unknown one says nothing");
    assert_eq!(opens(&town, id).await, Ok(()));
    assert_eq!(opens(&town, id).await, Ok(()));
    assert_eq!(town.wire.get("/v1/tenant?invitation=12", None).await.done(), no(Code::Malformed));
    assert_eq!(told(&town, &ali, id).await, [Happened::Opened]);
    let late = invite(&town, &ali).await;
    town.clock.advance(86_401);
    ali.open(&town).await.unwrap();
    assert_eq!(opens(&town, late).await, Ok(()));
    assert_eq!(town.wire.whole_feed(&ali.token).await.items.len(), 1, "what ran out is opened no more");
}

#[tokio::test]
async fn what_was_withdrawn_is_opened_by_nobody_and_only_its_owner_withdraws() {
    let town = Town::start().await;
    let (ali, eva) = (Person::staff(&town, "Ali").await, Person::staff(&town, "Eva").await);
    let id = invite(&town, &ali).await;
    let karen = Person::citizen(&town, "Karen", id).await;
    for other in [&eva, &karen] {
        assert_eq!(withdraw(&town, other, id).await, no(Code::NotFound));
    }
    assert_eq!(withdraw(&town, &ali, InvitationId(random())).await, no(Code::NotFound));
    assert_eq!(withdraw(&town, &ali, id).await, Ok(()));
    assert_eq!(withdraw(&town, &ali, id).await, Ok(()), "again is the same");
    assert_eq!(opens(&town, id).await, no(Code::Withdrawn));
    assert_eq!(claim(&town, &karen, id, Hash(random())).await, no(Code::Withdrawn));
    let mut other = Person::prepare(&town, Who::Citizen("Somebody")).await;
    assert_eq!(other.enrol(&town, Some(id)).await.map(drop), no(Code::Withdrawn));
    assert_eq!(told(&town, &ali, id).await, [Happened::Withdrawn]);
}

#[tokio::test]
async fn who_was_refused_does_not_come_again_and_the_invitation_is_open_for_others() {
    let town = Town::start().await;
    let (ali, eva) = (Person::staff(&town, "Ali").await, Person::staff(&town, "Eva").await);
    let id = invite(&town, &ali).await;
    let neighbour = Person::citizen(&town, "Somebody", id).await;
    let proof = Hash(random());
    assert_eq!(refuse(&town, &ali, id, &neighbour).await, no(Code::NotFound), "nobody took it up");
    assert_eq!(claim(&town, &neighbour, id, proof).await, Ok(()));
    assert_eq!(refuse(&town, &eva, id, &neighbour).await, no(Code::NotFound));
    assert_eq!(refuse(&town, &ali, id, &neighbour).await, Ok(()));
    assert_eq!(refuse(&town, &ali, id, &neighbour).await, Ok(()), "again is the same");
    assert_eq!(claim(&town, &neighbour, id, proof).await, no(Code::Spent));
    let items = town.wire.whole_feed(&ali.token).await.items;
    let letters = items.iter().filter(|item| matches!(item, FeedItem::Claimed(_))).count();
    assert_eq!(letters, 0, "what was refused is told no more");
    let karen = Person::citizen(&town, "Karen", id).await;
    assert_eq!(claim(&town, &karen, id, Hash(random())).await, Ok(()));
    let expected = [Happened::Claimed, Happened::Refused, Happened::Claimed];
    assert_eq!(told(&town, &ali, id).await, expected);
}

#[tokio::test]
async fn an_owner_is_told_a_few_times_at_most_that_another_came() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let id = invite(&town, &ali).await;
    let karen = Person::citizen(&town, "Karen", id).await;
    let other = Person::citizen(&town, "Somebody", id).await;
    assert_eq!(claim(&town, &karen, id, Hash(random())).await, Ok(()));
    // On a new phone she is nobody else.
    let mut again = Person::prepare(&town, Who::Citizen("Karen")).await;
    again.enrol(&town, Some(id)).await.unwrap();
    assert_eq!(claim(&town, &again, id, Hash(random())).await, no(Code::Spent));
    assert_eq!(told(&town, &ali, id).await, [Happened::Claimed]);
    // Whoever is here already, and whoever would come because of it.
    assert_eq!(claim(&town, &other, id, Hash(random())).await, no(Code::Spent));
    let mut late = Person::prepare(&town, Who::Citizen("Late")).await;
    assert_eq!(late.enrol(&town, Some(id)).await.map(drop), no(Code::Spent));
    assert_eq!(told(&town, &ali, id).await, [Happened::Claimed, Happened::Refused, Happened::Refused]);
    for _ in 0..10 {
        assert_eq!(claim(&town, &other, id, Hash(random())).await, no(Code::Spent));
    }
    let refused = told(&town, &ali, id).await.into_iter().filter(|what| *what == Happened::Refused);
    assert_eq!(refused.count(), 8);
}
