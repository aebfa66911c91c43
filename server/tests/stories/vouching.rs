//! Somebody without eID: let in by the voucher of whoever invited them, once, and by nothing else.

use crate::kit::devices::extend;
use crate::kit::entries::{claim, invite};
use crate::kit::people::{Keys, Who, signed};
use crate::kit::{Device, No, Own, Person, Town, broken, no, random, soon};
use samtale_membership::Violation;
use samtale_wire::api::{
    AnswerVouching, Code, FeedItem, MAX_SKEW, MAX_VOUCHING, NewVouching, VouchingAnswer, VouchingAsked,
    VouchingRequest,
};
use samtale_wire::user::{Card, Token};
use samtale_wire::voucher::{Testimony, Voucher};
use samtale_wire::{Bytes, Hash, InvitationId, Salt, Signed, VerifyKey, decode, encode, label};

async fn opens(town: &Town, who: &Person, id: InvitationId, ahead: u64) -> Result<(), No> {
    let new = NewVouching { id, until: town.clock.now() + ahead, guardian: None };
    town.wire.post("/v1/vouching", Some(&who.token), &new).await.done()
}

/// An invitation for somebody without eID.
async fn met(town: &Town, ali: &Person) -> InvitationId {
    let id = invite(town, ali).await;
    opens(town, ali, id, 600).await.unwrap();
    id
}

fn request(keys: &Keys) -> VouchingRequest {
    VouchingRequest { genesis: keys.genesis.clone(), proof: Hash([7; 32]) }
}

async fn asks(town: &Town, id: InvitationId, request: &VouchingRequest) -> Result<(), No> {
    town.wire.post(&format!("/v1/vouching/{id}"), None, request).await.done()
}

async fn answers(town: &Town, who: &Person, id: InvitationId, answer: VouchingAnswer) -> Result<(), No> {
    let answer = AnswerVouching { id, answer, no: None };
    town.wire.post("/v1/vouching/answer", Some(&who.token), &answer).await.done()
}

async fn follows(town: &Town, id: InvitationId, query: &str) -> Result<VouchingAnswer, No> {
    town.wire.get(&format!("/v1/vouching/{id}{query}"), None).await.read()
}

async fn asked(town: &Town, ali: &Person) -> Vec<VouchingAsked> {
    let items = town.wire.whole_feed(&ali.token).await.items.into_iter();
    items.filter_map(|item| if let FeedItem::Vouching(it) = item { Some(*it) } else { None }).collect()
}

/// Signed by `by`, with the card and in the name of `ali`.
fn vouched(by: &Person, ali: &Person, keys: &Keys, t: u64) -> Card {
    let (name, over) = ("Emma Holm".to_owned(), keys.over());
    let says = Testimony { over, name, uid: ali.uid, uhead: ali.head, dev: ali.dev, t, login: None };
    let sig = decode::<Signed>(&signed(&by.signs, label::VOUCHER, encode(&says)).0).unwrap().sig;
    let card = ali.card.token().unwrap().clone();
    Card::Voucher(Box::new(Voucher { says, sig, card, mandate: None }))
}

#[tokio::test]
async fn emma_comes_in_with_alis_voucher_and_nobody_comes_in_with_it_again() {
    let town = Town::start().await;
    let (ali, now) = (Person::staff(&town, "Ali").await, town.clock.now());
    let id = met(&town, &ali).await;
    let keys = Keys::make(town.wire.home.tenant, now);
    let card = vouched(&ali, &ali, &keys, now);
    let mut emma = keys.attested(card.clone(), now);
    let opened = emma.enrol(&town, Some(id)).await.unwrap();
    assert_eq!(
        (opened.org, opened.former),
        (None, Vec::new()),
        "she is nobody's employee, and was nobody before"
    );
    claim(&town, &emma, id, Hash(random())).await.unwrap();
    emma.enrol(&town, Some(id)).await.expect("the same device again is the same account");

    // The code is spent: neither the same voucher nor another one brings anybody in.
    let others = Keys::make(town.wire.home.tenant, now);
    let mut lent = others.attested(card, now);
    assert_eq!(lent.enrol(&town, Some(id)).await.map(drop), no(Code::Spent));
    assert_eq!(follows(&town, id, "").await, no(Code::Spent));
}

#[tokio::test]
async fn without_a_voucher_that_holds_there_is_no_account() {
    let town = Town::start().await;
    let (ali, eva) = (Person::staff(&town, "Ali").await, Person::staff(&town, "Eva").await);
    let now = town.clock.now();
    let id = met(&town, &ali).await;
    let karen = Person::citizen(&town, "Karen", invite(&town, &ali).await).await;
    let enrols = async |card: &dyn Fn(&Keys) -> Card, invitation| {
        let keys = Keys::make(town.wire.home.tenant, now);
        let card = card(&keys);
        keys.attested(card, now).enrol(&town, invitation).await.map(drop)
    };
    let empty = |_: &Keys| Card::Token(Token { id_token: "e30.e30.AAAA".into(), r: Salt([5; 32]) });
    assert_eq!(enrols(&empty, Some(id)).await, no(Code::BadCard), "no card at all");
    let honest = |keys: &Keys| vouched(&ali, &ali, keys, now);
    assert_eq!(enrols(&honest, None).await, no(Code::Spent));
    assert_eq!(enrols(&honest, Some(invite(&town, &ali).await)).await, no(Code::Spent), "not of that kind");
    assert_eq!(enrols(&|keys| vouched(&eva, &eva, keys, now), Some(id)).await, no(Code::BadCard), "not hers");
    assert_eq!(enrols(&|keys| vouched(&eva, &ali, keys, now), Some(id)).await, no(Code::BadCard), "forged");
    assert_eq!(enrols(&|keys| vouched(&karen, &karen, keys, now), Some(id)).await, no(Code::BadCard));
    let other = Keys::make(town.wire.home.tenant, now);
    assert_eq!(enrols(&|_| vouched(&ali, &ali, &other, now), Some(id)).await, no(Code::BadCard), "lent");
    assert_eq!(enrols(&|keys| vouched(&ali, &ali, keys, now + 601), Some(id)).await, no(Code::BadCard));
    assert_eq!(enrols(&honest, Some(id)).await, Ok(()), "all that was refused spent nothing");

    let id = met(&town, &ali).await;
    town.dismiss(&ali).await.unwrap();
    assert_eq!(enrols(&honest, Some(id)).await, no(Code::BadCard), "he works here no longer");
}

#[tokio::test]
async fn keys_of_another_time_are_not_vouched_for() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let (id, then) = (met(&town, &ali).await, town.clock.now());
    let keys = Keys::make(town.wire.home.tenant, then);
    let card = vouched(&ali, &ali, &keys, then);
    town.clock.advance(2 * MAX_SKEW);
    assert_eq!(keys.attested(card, then).enrol(&town, Some(id)).await.map(drop), no(Code::Clock));
}

#[tokio::test]
async fn the_first_keys_count_and_only_the_owner_answers() {
    let town = Town::start().await;
    let (mut ali, eva) = (Person::staff(&town, "Ali").await, Person::staff(&town, "Eva").await);
    let id = met(&town, &ali).await;
    let nonce = VouchingAnswer { nonce: Some(Salt([3; 32])), letter: None };
    assert_eq!(answers(&town, &ali, id, nonce.clone()).await, no(Code::NotFound), "nobody asked");
    let now = town.clock.now();
    let (first, second) = (Keys::make(town.wire.home.tenant, now), Keys::make(town.wire.home.tenant, now));
    let mut weak = request(&first);
    weak.genesis.device.signs = VerifyKey([0; 32]);
    assert_eq!(asks(&town, id, &weak).await, broken(Violation::BadKey));
    asks(&town, id, &request(&first)).await.unwrap();
    asks(&town, id, &request(&first)).await.unwrap();
    assert_eq!(asked(&town, &ali).await, [VouchingAsked { invitation: id, request: request(&first) }]);
    assert_eq!(asks(&town, id, &request(&second)).await, no(Code::Spent));

    assert_eq!(answers(&town, &eva, id, nonce.clone()).await, no(Code::NotFound));
    let waits = async { follows(&town, id, "?seen=0&wait=50").await };
    let told = async { answers(&town, &ali, id, nonce.clone()).await };
    let (came, done) = soon(async { tokio::join!(waits, told) }).await;
    assert_eq!((came, done), (Ok(nonce.clone()), Ok(())));
    let huge = VouchingAnswer { nonce: None, letter: Some(Bytes(vec![1; 33 * 1024])) };
    assert_eq!(answers(&town, &ali, id, huge).await, no(Code::TooLarge));
    // What was said once is not said otherwise: the digits stand on a screen already.
    let letter = Some(Bytes(vec![1; 100]));
    let other = VouchingAnswer { nonce: Some(Salt([4; 32])), letter: letter.clone() };
    answers(&town, &ali, id, other).await.unwrap();
    assert_eq!(follows(&town, id, "?seen=1&wait=50").await, Ok(VouchingAnswer { letter, ..nonce }));
    assert_eq!(follows(&town, id, "?wait=51").await, no(Code::Malformed));

    // A device that starts anew says that it is there, and is told again who asked.
    let before = asked(&town, &ali).await.len();
    opens(&town, &ali, id, 600).await.unwrap();
    assert_eq!(asked(&town, &ali).await.len(), before + 1);
    town.clock.advance(600);
    ali.open(&town).await.unwrap();
    assert_eq!(asked(&town, &ali).await, [], "what ran out is told to nobody");
    assert_eq!(follows(&town, id, "").await, no(Code::Spent));
    assert_eq!(asks(&town, id, &request(&first)).await, no(Code::Spent));
}

#[tokio::test]
async fn an_employee_opens_a_few_for_an_hour_at_their_own_invitations() {
    let town = Town::start().await;
    let (mut ali, eva) = (Person::staff(&town, "Ali").await, Person::staff(&town, "Eva").await);
    let id = invite(&town, &ali).await;
    let karen = Person::citizen(&town, "Karen", invite(&town, &ali).await).await;
    assert_eq!(opens(&town, &karen, id, 60).await, no(Code::NotAllowed));
    assert_eq!(opens(&town, &eva, id, 60).await, no(Code::NotFound));
    for ahead in [0, MAX_VOUCHING + 1] {
        assert_eq!(opens(&town, &ali, id, ahead).await, no(Code::Malformed));
    }
    for _ in 0..8 {
        met(&town, &ali).await;
    }
    assert_eq!(opens(&town, &ali, id, 60).await, no(Code::TooMany));
    town.clock.advance(600);
    ali.open(&town).await.unwrap();
    assert_eq!(opens(&town, &ali, id, 60).await, Ok(()), "what ran out is erased");
}

#[tokio::test]
async fn later_her_account_has_her_own_login_and_nobody_elses() {
    let town = Town::start().await;
    let (ali, now) = (Person::staff(&town, "Ali").await, town.clock.now());
    let (id, hers) = (met(&town, &ali).await, invite(&town, &ali).await);
    let karen = Person::citizen(&town, "Karen", hers).await;
    let keys = Keys::make(town.wire.home.tenant, now);
    let card = vouched(&ali, &ali, &keys, now);
    let mut emma = keys.attested(card.clone(), now);
    emma.enrol(&town, Some(id)).await.unwrap();
    town.clock.advance(3 * 365 * 86_400);
    emma.open(&town).await.unwrap();
    let (mut own, phone, now) = (Own::of(&emma), Device::of(&emma), town.clock.now());

    let attests = async |own: &Own, who: Who<'_>| {
        let it = own.attest(&phone, own.card(&town, &phone, who).await, now);
        extend(&town, &phone.token, &it).await
    };
    assert_eq!(attests(&own, Who::Citizen("Karen")).await, no(Code::Taken), "her mother has an account");
    assert_eq!(attests(&own, Who::Staff("Eva")).await, no(Code::BadCard), "nobody is employed by it");
    let again = own.attest(&phone, card, now);
    assert_eq!(extend(&town, &phone.token, &again).await, no(Code::BadCard), "a voucher is no login");
    let login = own.attest(&phone, own.card(&town, &phone, Who::Citizen("Emma")).await, now);
    own.send(&town, &phone, &login).await.unwrap();
    assert_eq!(emma.open(&town).await.unwrap().chain.entries, own.entries);

    // From now on it is hers for good, and she is known again by it.
    assert_eq!(attests(&own, Who::Citizen("Bo")).await, no(Code::BadCard));
    let mut lost = Person::prepare(&town, Who::Citizen("Emma")).await;
    let opened = lost.enrol(&town, None).await.expect("who was here needs no invitation");
    assert_eq!(opened.former, [emma.uid]);
    assert!(karen.uid != emma.uid);
}
