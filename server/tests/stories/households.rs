//! Households: one invitation that several take up, each once, and no more than it has seats.

use crate::kit::entries::claim;
use crate::kit::people::Who;
use crate::kit::{No, Person, Town, no, random};
use samtale_wire::api::{
    Claimed, Code, FeedItem, Happened, NewInvitation, RefuseClaim, Registered, Seats, WithdrawInvitation,
};
use samtale_wire::{Hash, InvitationId};

async fn register(town: &Town, owner: &Person, id: InvitationId, seats: u8) -> Result<Registered, No> {
    let new =
        NewInvitation { id, until: town.clock.now() + 3600, seats: Seats::new(seats).expect("so many") };
    town.wire.post("/v1/invitations", Some(&owner.token), &new).await.read()
}

async fn household(town: &Town, owner: &Person, seats: u8) -> InvitationId {
    let id = InvitationId(random());
    register(town, owner, id, seats).await.expect("registered");
    id
}

async fn takes(town: &Town, who: &Person, id: InvitationId) -> Result<(), No> {
    claim(town, who, id, Hash(random())).await
}

async fn refuse(town: &Town, owner: &Person, invitation: InvitationId, whom: &Person) {
    let it = RefuseClaim { invitation, uid: whom.uid };
    town.wire.post("/v1/claims/refused", Some(&owner.token), &it).await.done().expect("refused");
}

/// Whose claims the owner is told of, in order.
async fn told(town: &Town, owner: &Person) -> Vec<Claimed> {
    let items = town.wire.whole_feed(&owner.token).await.items.into_iter();
    items.filter_map(|item| if let FeedItem::Claimed(it) = item { Some(*it) } else { None }).collect()
}

/// Ali, his invitation with two seats, and three who have accounts by it.
async fn three_for_two(town: &Town) -> (Person, InvitationId, [Person; 3]) {
    let ali = Person::staff(town, "Ali").await;
    let id = household(town, &ali, 2).await;
    let karen = Person::citizen(town, "Karen", id).await;
    let bo = Person::citizen(town, "Bo", id).await;
    let inge = Person::citizen(town, "Inge", id).await;
    (ali, id, [karen, bo, inge])
}

#[tokio::test]
async fn as_many_take_it_up_as_there_are_seats_and_the_owner_is_told_of_each() {
    let town = Town::start().await;
    let (ali, id, [karen, bo, inge]) = three_for_two(&town).await;
    let proof = Hash(random());
    assert_eq!(claim(&town, &karen, id, proof).await, Ok(()));
    assert_eq!(claim(&town, &karen, id, proof).await, Ok(()), "again is the same, and one seat");
    assert_eq!(takes(&town, &bo, id).await, Ok(()));
    assert_eq!(takes(&town, &inge, id).await, no(Code::Spent));
    let mut late = Person::prepare(&town, Who::Citizen("Late")).await;
    assert_eq!(late.enrol(&town, Some(id)).await.map(drop), no(Code::Spent));
    let claims = told(&town, &ali).await;
    assert_eq!(claims.iter().map(|it| it.uid).collect::<Vec<_>>(), [karen.uid, bo.uid]);
    let again = register(&town, &ali, id, 2).await.expect("the same");
    assert_eq!(again.claimed, claims, "a device that starts is told the same");
    let what: Vec<Happened> = again.events.iter().map(|event| event.what).collect();
    assert_eq!(what, [Happened::Claimed, Happened::Claimed, Happened::Refused, Happened::Refused]);
}

#[tokio::test]
async fn two_at_once_never_take_the_last_seat_both() {
    let town = Town::start().await;
    let (ali, id, [karen, bo, inge]) = three_for_two(&town).await;
    let (a, b, c) = tokio::join!(takes(&town, &karen, id), takes(&town, &bo, id), takes(&town, &inge, id));
    let spent = [a, b, c].into_iter().filter(|it| *it == no(Code::Spent)).count();
    assert_eq!((spent, told(&town, &ali).await.len()), (1, 2));
}

#[tokio::test]
async fn nobody_sits_twice_and_a_refusal_opens_one_seat() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let id = household(&town, &ali, 2).await;
    let karen = Person::citizen(&town, "Karen", id).await;
    let neighbour = Person::citizen(&town, "Somebody", id).await;
    assert_eq!(takes(&town, &karen, id).await, Ok(()));
    // On a new phone, or with another account of the same login, she is nobody else.
    let mut again = Person::prepare(&town, Who::Citizen("Karen")).await;
    again.enrol(&town, Some(id)).await.unwrap();
    assert_eq!(takes(&town, &again, id).await, no(Code::Spent));
    assert_eq!(takes(&town, &neighbour, id).await, Ok(()));
    refuse(&town, &ali, id, &neighbour).await;
    assert_eq!(takes(&town, &neighbour, id).await, no(Code::Spent));
    assert_eq!(told(&town, &ali).await.len(), 1, "what was refused is told no more");
    let bo = Person::citizen(&town, "Bo", id).await;
    assert_eq!(takes(&town, &bo, id).await, Ok(()));
    assert_eq!(told(&town, &ali).await.len(), 2);
}

#[tokio::test]
async fn what_was_withdrawn_seats_nobody_more() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let id = household(&town, &ali, 8).await;
    let karen = Person::citizen(&town, "Karen", id).await;
    let bo = Person::citizen(&town, "Bo", id).await;
    assert_eq!(takes(&town, &karen, id).await, Ok(()));
    let it = WithdrawInvitation { id };
    town.wire.post("/v1/invitations/withdrawn", Some(&ali.token), &it).await.done().unwrap();
    assert_eq!(takes(&town, &bo, id).await, no(Code::Withdrawn));
    let again = register(&town, &ali, id, 8).await.expect("the same");
    assert_eq!(again.claimed.len(), 1, "who had come is still known to the owner");
}

#[tokio::test]
async fn the_owner_hears_that_it_was_opened_as_often_as_there_are_seats() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let id = household(&town, &ali, 2).await;
    for _ in 0..4 {
        assert_eq!(town.wire.get(&format!("/v1/tenant?invitation={id}"), None).await.status, 200);
    }
    let events = register(&town, &ali, id, 2).await.expect("the same").events;
    assert_eq!(events.iter().filter(|event| event.what == Happened::Opened).count(), 2);
}
