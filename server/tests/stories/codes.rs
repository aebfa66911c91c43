//! Short codes: what one opens is kept for an employee, given to whoever has it, and gone with the invitation.

use crate::kit::entries::{claim, invite};
use crate::kit::{No, Person, Town, Wire, no, random};
use reqwest::Method;
use samtale_wire::api::{
    AskCode, CODE_FOR, Code, CodeLetter, MAX_CODE_LETTER, MEDIA_TYPE, NewCode, WithdrawInvitation,
};
use samtale_wire::{Bytes, CodeId, Hash, InvitationId, encode};

fn new(town: &Town, invitation: InvitationId, ahead: u64) -> NewCode {
    let letter = Bytes(b"sealed link".to_vec());
    NewCode { id: CodeId(random()), invitation, until: town.clock.now() + ahead, letter }
}

async fn keep(town: &Town, who: &Person, new: &NewCode) -> Result<(), No> {
    town.wire.post("/v1/codes", Some(&who.token), new).await.done()
}

async fn open(town: &Town, id: CodeId) -> Result<Vec<u8>, No> {
    let answer = town.wire.post("/v1/codes/letter", None, &AskCode { id }).await;
    answer.read::<CodeLetter>().map(|it| it.letter.0)
}

/// A code that is kept.
async fn code(town: &Town, who: &Person) -> NewCode {
    let new = new(town, invite(town, who).await, 3600);
    keep(town, who, &new).await.unwrap();
    new
}

#[tokio::test]
async fn what_a_code_opens_is_there_for_whoever_has_it_and_a_new_one_takes_its_place() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let first = code(&town, &ali).await;
    assert_eq!(keep(&town, &ali, &first).await, Ok(()), "again is the same");
    for _ in 0..30 {
        assert_eq!(
            open(&town, first.id).await,
            Ok(b"sealed link".to_vec()),
            "what opens something is no try"
        );
    }
    let town = town.restart().await;
    assert_eq!(open(&town, first.id).await, Ok(b"sealed link".to_vec()));
    let mut ali = ali;
    ali.open(&town).await.unwrap();
    let second = new(&town, first.invitation, 3600);
    keep(&town, &ali, &second).await.unwrap();
    assert_eq!(open(&town, first.id).await, no(Code::NotFound));
    assert_eq!(open(&town, second.id).await, Ok(b"sealed link".to_vec()));
}

#[tokio::test]
async fn only_who_invites_keeps_one_and_within_bounds() {
    let town = Town::start().await;
    let (ali, eva) = (Person::staff(&town, "Ali").await, Person::staff(&town, "Eva").await);
    let id = invite(&town, &ali).await;
    let karen = Person::citizen(&town, "Karen", id).await;
    for other in [&eva, &karen] {
        assert_eq!(keep(&town, other, &new(&town, id, 3600)).await, no(Code::NotFound));
    }
    assert_eq!(keep(&town, &ali, &new(&town, InvitationId(random()), 60)).await, no(Code::NotFound));
    let nobody = town.wire.post("/v1/codes", None, &new(&town, id, 3600)).await.done();
    assert_eq!(nobody, no(Code::NoSession));
    // The invitation ends in a day.
    for ahead in [0, 86_401, CODE_FOR + 301] {
        assert_eq!(keep(&town, &ali, &new(&town, id, ahead)).await, no(Code::Malformed), "{ahead}");
    }
    let long = |len| NewCode { letter: Bytes(vec![0; len]), ..new(&town, id, 3600) };
    assert_eq!(keep(&town, &ali, &long(MAX_CODE_LETTER + 1)).await, no(Code::TooLarge));
    assert_eq!(keep(&town, &ali, &long(MAX_CODE_LETTER)).await, Ok(()));
    // What lies under an id stays there.
    let evas = code(&town, &eva).await;
    let same = NewCode { id: evas.id, letter: Bytes(b"another".to_vec()), ..new(&town, id, 3600) };
    assert_eq!(keep(&town, &ali, &same).await, no(Code::Conflict));
    assert_eq!(open(&town, evas.id).await, Ok(b"sealed link".to_vec()));
}

#[tokio::test]
async fn nobody_is_told_why_a_code_opens_nothing_and_nothing_of_it_stays() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let [taken, withdrawn, ran_out] =
        [code(&town, &ali).await, code(&town, &ali).await, code(&town, &ali).await];
    let karen = Person::citizen(&town, "Karen", taken.invitation).await;
    claim(&town, &karen, taken.invitation, Hash(random())).await.unwrap();
    let it = WithdrawInvitation { id: withdrawn.invitation };
    town.wire.post("/v1/invitations/withdrawn", Some(&ali.token), &it).await.done().unwrap();
    assert_eq!(open(&town, ran_out.id).await, Ok(b"sealed link".to_vec()));
    town.clock.advance(3600);
    let mut told = Vec::new();
    for id in [taken.id, withdrawn.id, ran_out.id, CodeId(random())] {
        let answer = town.wire.post("/v1/codes/letter", None, &AskCode { id }).await;
        told.push((answer.status, answer.body));
    }
    assert!(told.iter().all(|it| *it == told[3]), "{told:?}");
    assert_eq!(keep(&town, &ali, &new(&town, taken.invitation, 60)).await, no(Code::NoSession));
    let mut ali = ali;
    ali.open(&town).await.unwrap();
    assert_eq!(keep(&town, &ali, &new(&town, taken.invitation, 60)).await, no(Code::Spent));
    assert_eq!(keep(&town, &ali, &new(&town, withdrawn.invitation, 60)).await, no(Code::Withdrawn));
    // What ran out is erased though nobody asks; it may take a moment.
    let store = rusqlite::Connection::open(town.data().join("samtale.db")).unwrap();
    let kept = || store.query_row("SELECT count(*) FROM code", [], |row| row.get::<_, u64>(0)).unwrap();
    while kept() > 0 {
        tokio::task::yield_now().await;
    }
}

/// Asks as the proxy does for somebody at `from`.
async fn tries(wire: &Wire, from: &str, id: CodeId) -> Result<(), No> {
    let url = format!("{}/v1/codes/letter", wire.home.server);
    let request = wire.client.request(Method::POST, url).header("content-type", MEDIA_TYPE);
    let request = request.header("x-real-ip", from).body(encode(&AskCode { id }));
    Wire::reply(request.send().await.unwrap()).await.read::<CodeLetter>().map(drop)
}

#[tokio::test]
async fn whoever_guesses_is_stopped_and_nobody_else_is() {
    let town = Town::with(|config| config.proxy = Some([127, 0, 0, 1].into())).await;
    let ali = Person::staff(&town, "Ali").await;
    let hers = code(&town, &ali).await;
    for _ in 0..10 {
        assert_eq!(tries(&town.wire, "192.0.2.1", CodeId(random())).await, no(Code::NotFound));
    }
    assert_eq!(tries(&town.wire, "192.0.2.1", CodeId(random())).await, no(Code::TooMany));
    assert_eq!(tries(&town.wire, "192.0.2.1", hers.id).await, no(Code::TooMany), "nor with a right one");
    assert_eq!(tries(&town.wire, "192.0.2.2", hers.id).await, Ok(()));
    town.clock.advance(60);
    assert_eq!(tries(&town.wire, "192.0.2.1", CodeId(random())).await, no(Code::NotFound));
    assert_eq!(tries(&town.wire, "192.0.2.1", CodeId(random())).await, no(Code::TooMany));
}

#[tokio::test]
async fn without_a_proxy_nobody_says_where_they_come_from() {
    let town = Town::start().await;
    for n in 0..10 {
        assert_eq!(tries(&town.wire, &format!("192.0.2.{n}"), CodeId(random())).await, no(Code::NotFound));
    }
    assert_eq!(tries(&town.wire, "192.0.2.99", CodeId(random())).await, no(Code::TooMany));
}
