//! A table whose server lies: it tells a claim twice, one more than there are seats, one that was refused, one with
//! another's proof. Nobody sits who did not come with the link, nobody twice, and nobody is told of the others.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use SeatState::{Away, Here};
use samtale_client::view::SeatState;
use samtale_journeys::{FAMILY, Person, Table, Town, draft_for, log_in};
use samtale_membership::UserChain;
use samtale_wire::api::{Claim, Claimed, Enrol, Feed, FeedItem};
use samtale_wire::{Bytes, Hash, Uid, decode};
use std::sync::{Arc, Mutex};

/// Who somebody is, and their chain, as they enrolled.
fn enrolled(who: &Person) -> (Uid, [Bytes; 2]) {
    let enrol: Enrol = decode(&who.network.bodies("/v1/enrol").pop().expect("an enrolment")).expect("one");
    let entries = [enrol.genesis, enrol.attest];
    let chain = UserChain::read(entries.iter().map(|entry| entry.0.as_slice())).expect("a chain");
    (chain.now().uid, entries)
}

fn uid(who: &Person) -> Uid {
    enrolled(who).0
}

/// The claim that somebody sent, whatever the server said to it; whoever asks is told their chain too.
async fn claim_of(table: &Table, who: &Person) -> Claimed {
    let (whose, entries) = enrolled(who);
    table.ali.network.tells_chain(whose, &entries);
    who.network.until_called("/v1/claims", 1).await;
    let Claim { id, proof, letter } =
        decode(&who.network.bodies("/v1/claims").pop().expect("a claim")).expect("one");
    Claimed { invitation: id, uid: uid(who), proof, letter }
}

/// The server tells Ali of these claims, and he has heard it.
async fn tells(town: &Town, table: &Table, claims: &[&Claimed]) {
    let items = claims.iter().map(|it| FeedItem::Claimed(Box::new((*it).clone()))).collect();
    table.ali.network.inject(Feed { items, now: town.now(), ..Feed::default() });
    // Something true wakes him.
    let other = table.ali.session.invite(draft_for("Mette Vind", "")).await.expect("an invitation");
    let (phone, _) = Person::device(town, "a look");
    phone.enrol(&other.link).await.map(drop).expect("a link that holds");
    table.ali.network.until_taken_in().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_claim_more_than_there_are_seats_seats_nobody() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY[..2], "").await;
    // Somebody who is here for another reason, and finds the link.
    let other = table.ali.session.invite(draft_for("En Anden", "")).await.expect("an invitation");
    Person::enrol(&town, "En Anden", &other.link).await;
    let neighbour = Person::enrol(&town, "En Nabo", &table.link).await;
    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    table.shows_that(|it| it.seats[0].state == Here && it.guests.len() == 1).await;
    let late = Person::try_enrol_on(&town, "their tablet", "En Anden", &table.link).await;
    let late = claim_of(&table, &late.expect("an account that was there")).await;

    let (hers, theirs) = (claim_of(&table, &karen).await, claim_of(&table, &neighbour).await);
    tells(&town, &table, &[&hers, &late, &theirs]).await;
    let card = table.shows_that(|_| true).await.table.expect("a table");
    assert_eq!(card.seats.iter().map(|seat| seat.state).collect::<Vec<_>>(), [Here, Away]);
    assert_eq!(card.guests.len(), 1, "{card:#?}");
    assert!(card.guests[0].sentence.starts_with("En Nabo"));

    // Whoever was refused is not asked about again, though the server brings them once more.
    table.says("Det er en anden").await;
    let card = table.shows_that(|it| it.guests.is_empty()).await.table.expect("a table");
    assert_eq!(card.seats[0].state, Here, "the neighbour, not Karen");
    tells(&town, &table, &[&theirs]).await;
    assert!(table.shows_that(|_| true).await.table.expect("a table").guests.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn karens_second_account_does_not_make_her_two_though_the_server_brings_it() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY, "").await;
    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    table.shows(&[Here, Away, Away]).await;
    let again = Person::try_enrol_on(&town, "another phone", "Karen Holm", &table.link).await;
    let again = claim_of(&table, &again.expect("the same login needs no invitation")).await;
    assert_ne!(again.uid, uid(&karen));
    tells(&town, &table, &[&again]).await;
    let card = table.shows_that(|_| true).await.table.expect("a table");
    assert!(card.guests.is_empty(), "{card:#?}");
    // Her other phone opened the link, as somebody would who is about to log in.
    assert!(card.seats[0].state == Here && card.seats[1..].iter().all(|seat| seat.state != Here));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_claim_told_twice_is_one_guest() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY, "").await;
    let neighbour = Person::enrol(&town, "En Nabo", &table.link).await;
    table.shows_that(|it| it.guests.len() == 1).await;
    let theirs = claim_of(&table, &neighbour).await;
    tells(&town, &table, &[&theirs, &theirs]).await;
    assert_eq!(table.shows_that(|_| true).await.table.expect("a table").guests.len(), 1);
}

/// Somebody comes to the table; all that their app was ever answered.
async fn overheard(town: &Town, name: &'static str, link: &str) -> (Person, Arc<Mutex<Vec<Vec<u8>>>>) {
    let heard: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
    let (device, network) = Person::device(town, name);
    let ear = Arc::clone(&heard);
    network.after(Box::new(move |_, answer| ear.lock().expect("unpoisoned").push(answer.clone())));
    let enrolment = device.enrol(link).await.expect("a link that holds");
    let redirect = log_in(&enrolment.login_url(), name, "").await;
    let session = enrolment.complete(&redirect).await.expect("enrolled");
    (Person { name, device, session, network }, heard)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_at_the_table_neither_is_told_of_the_other_before_it_begins() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY, "Velkommen").await;
    let (karen, hers) = overheard(&town, "Karen Holm", &table.link).await;
    let (bo, his) = overheard(&town, "Bo Lind", &table.link).await;
    table.shows(&[Here, Here, Away]).await;
    let uids = [uid(&karen), uid(&bo)];
    for (who, heard, mine, other) in [(karen, hers, uids[0], uids[1]), (bo, his, uids[1], uids[0])] {
        // Each asks once more for all that there is.
        let polls = who.network.count("/v1/feed");
        let who = who.restart().await;
        who.network.until_called("/v1/feed", polls + 1).await;
        assert!(who.inbox_until(|_| true).await.rows.is_empty());
        let told = heard.lock().expect("unpoisoned").concat();
        let says = |what: &[u8]| memchr::memmem::find(&told, what).is_some();
        assert!(says(mine.as_bytes()), "the search finds");
        assert!(!says(other.as_bytes()) && !says(other.to_string().as_bytes()), "{}", who.name);
        for name in ["Inge", "Ida", "Velkommen"] {
            assert!(!says(name.as_bytes()), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_know_the_secret_does_not_come_to_the_table() {
    let town = Town::open().await;
    let table = Table::laid(&town, &FAMILY[..2], "").await;
    let karen = Person::enrol(&town, "Karen Holm", &table.link).await;
    table.shows(&[Here, Away]).await;
    // Bo Lind came by another link: the server tells his claim as one of this table, and Karen's proof as his.
    let other = table.ali.session.invite(draft_for("Bo Lind", "")).await.expect("an invitation");
    let bo = Person::enrol(&town, "Bo Lind", &other.link).await;
    let (hers, his) = (claim_of(&table, &karen).await, claim_of(&table, &bo).await);
    let moved = Claimed { invitation: hers.invitation, ..his.clone() };
    let borrowed = Claimed { proof: hers.proof, ..moved.clone() };
    let made_up = Claimed { proof: Hash([7; 32]), ..moved.clone() };
    tells(&town, &table, &[&moved, &borrowed, &made_up]).await;
    let card = table.shows(&[Here, Away]).await.table.expect("a table");
    assert!(card.guests.is_empty(), "{card:#?}");
}
