//! A guardian vouches in the place of whoever invites: asked, told, answers; and nobody else does, nor they for long.

use crate::kit::entries::{claim, invite};
use crate::kit::people::{Keys, Who, signed};
use crate::kit::{Device, No, Own, Person, Talk, Town, no, random};
use samtale_wire::api::{
    AnswerVouching, AskGuardian, Chain, Code, FeedItem, GuardianAsked, Happened, NewVouching, VouchingAnswer,
    VouchingRequest, WithdrawInvitation,
};
use samtale_wire::user::Card;
use samtale_wire::voucher::{Guardianship, MAX_MANDATE, Mandate, Testimony, Voucher};
use samtale_wire::{Bytes, Hash, InvitationId, Salt, Signature, Signed, Uid, decode, encode, label};

const HOUR: u64 = 3600;

async fn opens(town: &Town, who: &Person, new: &NewVouching) -> Result<(), No> {
    town.wire.post("/v1/vouching", Some(&who.token), new).await.done()
}

/// Ali asks Karen at an invitation of his, for so many seconds.
async fn sends(town: &Town, talk: &Talk, id: InvitationId, ahead: u64) -> Result<(), No> {
    let letter = Bytes(b"for Karen's eyes".to_vec());
    let guardian = Some(AskGuardian { uid: talk.karen.uid, dialog: talk.dialog.id, letter });
    opens(town, &talk.ali, &NewVouching { id, until: town.clock.now() + ahead, guardian }).await
}

async fn sent(town: &Town, talk: &Talk) -> InvitationId {
    let id = invite(town, &talk.ali).await;
    sends(town, talk, id, HOUR).await.unwrap();
    id
}

fn request(keys: &Keys) -> VouchingRequest {
    VouchingRequest { genesis: keys.genesis.clone(), proof: Hash([7; 32]) }
}

async fn asks(town: &Town, id: InvitationId, keys: &Keys) -> Result<(), No> {
    town.wire.post(&format!("/v1/vouching/{id}"), None, &request(keys)).await.done()
}

async fn answers(town: &Town, who: &Person, id: InvitationId, no: Option<bool>) -> Result<(), No> {
    let answer = match no {
        None => VouchingAnswer { nonce: Some(Salt([3; 32])), letter: None },
        Some(_) => VouchingAnswer::default(),
    };
    let answer = AnswerVouching { id, answer, no };
    town.wire.post("/v1/vouching/answer", Some(&who.token), &answer).await.done()
}

async fn follows(town: &Town, id: InvitationId) -> Result<VouchingAnswer, No> {
    town.wire.get(&format!("/v1/vouching/{id}"), None).await.read()
}

/// What somebody is told of vouching, as guardian and otherwise.
async fn told(town: &Town, who: &Person) -> Vec<FeedItem> {
    let items = town.wire.whole_feed(&who.token).await.items.into_iter();
    let about = |it: &FeedItem| {
        matches!(it, FeedItem::Guardian(_) | FeedItem::GuardianOver(_) | FeedItem::Vouching(_))
    };
    items.filter(about).collect()
}

fn sig(by: &Person, label: &str, bytes: Vec<u8>) -> Signature {
    decode::<Signed>(&signed(&by.signs, label, bytes).0).unwrap().sig
}

fn mandate(by: &Person, guardian: Uid, invitation: InvitationId, t: u64) -> Mandate {
    let (uid, uhead, dev) = (by.uid, by.head, by.dev);
    let name = "Emma Holm".to_owned();
    let says = Guardianship { guardian, name, until: t + HOUR, invitation, uid, uhead, dev, t };
    Mandate { sig: sig(by, label::MANDATE, encode(&says)), says, card: by.card.token().unwrap().clone() }
}

/// Signed by `by` about these keys.
fn vouched(by: &Person, keys: &Keys, t: u64, mandate: Option<Mandate>) -> Card {
    let (name, over) = ("Emma Holm".to_owned(), keys.over());
    let says = Testimony { over, name, uid: by.uid, uhead: by.head, dev: by.dev, t, login: None };
    let sig = sig(by, label::VOUCHER, encode(&says));
    let card = by.card.token().unwrap().clone();
    Card::Voucher(Box::new(Voucher { says, sig, card, mandate: mandate.map(Box::new) }))
}

/// Emma, with Karen's voucher by Ali's mandate for this invitation.
fn emma(town: &Town, talk: &Talk, id: InvitationId) -> Person {
    let now = town.clock.now();
    let keys = Keys::make(town.wire.home.tenant, now);
    let given = mandate(&talk.ali, talk.karen.uid, id, now);
    let card = vouched(&talk.karen, &keys, now, Some(given));
    keys.attested(card, now)
}

#[tokio::test]
async fn emma_comes_in_with_her_mothers_voucher_and_nobody_comes_in_with_it_again() {
    let town = Town::start().await;
    let talk = Talk::begin(&town).await;
    let id = sent(&town, &talk).await;
    let letter = Bytes(b"for Karen's eyes".to_vec());
    let asked = GuardianAsked { invitation: id, by: talk.ali.uid, letter };
    assert_eq!(told(&town, &talk.karen).await, [FeedItem::Guardian(Box::new(asked))]);
    let mut emma_ = emma(&town, &talk, id);
    let opened = emma_.enrol(&town, Some(id)).await.unwrap();
    assert_eq!((opened.org, opened.former), (None, Vec::new()));
    claim(&town, &emma_, id, Hash(random())).await.unwrap();
    // Both of Karen's phones are told that it is over; so is every further child.
    assert!(told(&town, &talk.karen).await.contains(&FeedItem::GuardianOver(id)));
    assert_eq!(emma(&town, &talk, id).enrol(&town, Some(id)).await.map(drop), no(Code::Spent));
    assert_eq!(follows(&town, id).await, no(Code::Spent));
    sends(&town, &talk, id, HOUR).await.expect("again is the same");
    assert_eq!(follows(&town, id).await, no(Code::Spent), "and opens nothing anew");
}

#[tokio::test]
async fn only_the_guardian_who_was_asked_vouches_and_only_by_the_owners_mandate() {
    let town = Town::start().await;
    let talk = Talk::begin(&town).await;
    let (id, now) = (sent(&town, &talk).await, town.clock.now());
    let (ali, karen) = (&talk.ali, &talk.karen);
    let eva = Person::staff(&town, "Eva").await;
    let bo = Person::citizen(&town, "Bo", invite(&town, ali).await).await;
    let given = |by: &Person, guardian: &Person, id| Some(mandate(by, guardian.uid, id, now));
    let refused: [(&str, &Person, Option<Mandate>); 8] = [
        ("no mandate", karen, None),
        ("another guardian", &bo, given(ali, &bo, id)),
        ("another's mandate", karen, given(&eva, karen, id)),
        ("her own", karen, given(karen, karen, id)),
        ("for another invitation", karen, given(ali, karen, InvitationId([1; 32]))),
        ("for another guardian", karen, given(ali, &bo, id)),
        ("by the owner himself", ali, None),
        ("a forged one", karen, given(ali, karen, id).map(|it| Mandate { sig: Signature([1; 64]), ..it })),
    ];
    for (why, by, mandate) in refused {
        let keys = Keys::make(town.wire.home.tenant, now);
        let card = vouched(by, &keys, now, mandate);
        assert_eq!(
            keys.attested(card, now).enrol(&town, Some(id)).await.map(drop),
            no(Code::BadCard),
            "{why}"
        );
    }
    assert_eq!(emma(&town, &talk, id).enrol(&town, Some(id)).await.map(drop), Ok(()), "nothing was spent");
    // Where nobody was sent, a guardian brings nobody in.
    let own = invite(&town, ali).await;
    opens(&town, ali, &NewVouching { id: own, until: now + 60, guardian: None }).await.unwrap();
    assert_eq!(emma(&town, &talk, own).enrol(&town, Some(own)).await.map(drop), no(Code::BadCard));
}

#[tokio::test]
async fn the_guardian_is_told_who_asks_and_answers_and_the_owner_does_not() {
    let town = Town::start().await;
    let mut talk = Talk::begin(&town).await;
    let id = sent(&town, &talk).await;
    let keys = Keys::make(town.wire.home.tenant, town.clock.now());
    assert_eq!(answers(&town, &talk.karen, id, None).await, no(Code::NotFound), "nobody asked");
    asks(&town, id, &keys).await.unwrap();
    let is_asked = |it: &FeedItem| matches!(it, FeedItem::Vouching(_));
    assert_eq!(told(&town, &talk.karen).await.iter().filter(|it| is_asked(it)).count(), 1);
    assert!(!told(&town, &talk.ali).await.iter().any(is_asked), "it is for her to see");
    let eva = Person::staff(&town, "Eva").await;
    for other in [&talk.ali, &eva] {
        assert_eq!(answers(&town, other, id, None).await, no(Code::NotFound));
        assert_eq!(answers(&town, other, id, Some(true)).await, no(Code::NotFound));
    }
    answers(&town, &talk.karen, id, None).await.unwrap();
    assert!(follows(&town, id).await.unwrap().nonce.is_some());
    // A phone that starts anew says that it is there, and is told again. Nobody else's is.
    let new = NewVouching { id, until: town.clock.now() + HOUR, guardian: None };
    let before = told(&town, &talk.karen).await.len();
    opens(&town, &talk.karen, &new).await.unwrap();
    assert_eq!(told(&town, &talk.karen).await.len(), before + 1);
    let bo = Person::citizen(&town, "Bo", invite(&town, &talk.ali).await).await;
    assert_eq!(opens(&town, &bo, &new).await, no(Code::NotAllowed));

    town.clock.advance(HOUR);
    talk.karen.open(&town).await.unwrap();
    assert_eq!(told(&town, &talk.karen).await, [], "what ran out is told to nobody");
    assert_eq!(answers(&town, &talk.karen, id, None).await, no(Code::Spent));
}

#[tokio::test]
async fn a_guardian_who_says_no_ends_it_and_the_owner_is_told() {
    let town = Town::start().await;
    let talk = Talk::begin(&town).await;
    let id = sent(&town, &talk).await;
    asks(&town, id, &Keys::make(town.wire.home.tenant, town.clock.now())).await.unwrap();
    answers(&town, &talk.karen, id, Some(true)).await.unwrap();
    assert_eq!(follows(&town, id).await, no(Code::Spent));
    assert_eq!(answers(&town, &talk.karen, id, Some(true)).await, no(Code::Spent));
    assert_eq!(emma(&town, &talk, id).enrol(&town, Some(id)).await.map(drop), no(Code::Spent));
    let items = town.wire.whole_feed(&talk.ali.token).await.items;
    let refused = |it: &FeedItem| matches!(it, FeedItem::Invitation(it) if it.what == Happened::Refused);
    assert_eq!(items.iter().filter(|it| refused(it)).count(), 1);
    // Where the voucher lies already nothing is taken back.
    let id = sent(&town, &talk).await;
    asks(&town, id, &Keys::make(town.wire.home.tenant, town.clock.now())).await.unwrap();
    let answer = VouchingAnswer { nonce: Some(Salt([3; 32])), letter: Some(Bytes(vec![1; 10])) };
    let answer = AnswerVouching { id, answer, no: None };
    town.wire.post("/v1/vouching/answer", Some(&talk.karen.token), &answer).await.done().unwrap();
    assert_eq!(answers(&town, &talk.karen, id, Some(true)).await, no(Code::Spent));
    let open = told(&town, &talk.karen).await.into_iter();
    let mut open = open.filter(|it| matches!(it, FeedItem::Guardian(it) if it.invitation == id));
    assert_eq!(open.next(), None, "who has vouched is not asked again");
}

#[tokio::test]
async fn what_its_owner_takes_back_is_over_for_the_guardian() {
    let town = Town::start().await;
    let talk = Talk::begin(&town).await;
    let id = sent(&town, &talk).await;
    asks(&town, id, &Keys::make(town.wire.home.tenant, town.clock.now())).await.unwrap();
    let back = WithdrawInvitation { id };
    town.wire.post("/v1/invitations/withdrawn", Some(&talk.ali.token), &back).await.done().unwrap();
    let told = told(&town, &talk.karen).await;
    assert!(told.contains(&FeedItem::GuardianOver(id)), "{told:?}");
    assert!(!told.iter().any(|it| matches!(it, FeedItem::Guardian(_))), "the letter is erased");
    assert_eq!(answers(&town, &talk.karen, id, None).await, no(Code::Withdrawn));
    assert_eq!(follows(&town, id).await, no(Code::Withdrawn));
    assert_eq!(emma(&town, &talk, id).enrol(&town, Some(id)).await.map(drop), no(Code::Withdrawn));
}

#[tokio::test]
async fn who_is_in_the_dialog_no_more_or_whose_sender_works_here_no_more_vouches_for_nobody() {
    let town = Town::start().await;
    let mut talk = Talk::begin(&town).await;
    let (id, other) = (sent(&town, &talk).await, sent(&town, &talk).await);
    asks(&town, id, &Keys::make(town.wire.home.tenant, town.clock.now())).await.unwrap();
    let leave = talk.dialog.leave(&talk.karen, town.clock.now());
    talk.dialog.send(&town, &talk.karen, &leave).await.unwrap();
    assert_eq!(answers(&town, &talk.karen, id, None).await, no(Code::NotFound));
    assert_eq!(emma(&town, &talk, other).enrol(&town, Some(other)).await.map(drop), no(Code::BadCard));
    assert_eq!(sends(&town, &talk, invite(&town, &talk.ali).await, HOUR).await, no(Code::NotFound));

    let town = Town::start().await;
    let talk = Talk::begin(&town).await;
    let id = sent(&town, &talk).await;
    town.dismiss(&talk.ali).await.unwrap();
    assert_eq!(emma(&town, &talk, id).enrol(&town, Some(id)).await.map(drop), no(Code::BadCard));
}

#[tokio::test]
async fn an_employee_sends_who_is_in_a_dialog_with_them_for_two_weeks_at_most() {
    let town = Town::start().await;
    let talk = Talk::begin(&town).await;
    let (ali, now) = (&talk.ali, town.clock.now());
    for ahead in [0, MAX_MANDATE + 1] {
        assert_eq!(sends(&town, &talk, invite(&town, ali).await, ahead).await, no(Code::Malformed));
    }
    let bo = Person::citizen(&town, "Bo", invite(&town, ali).await).await;
    let id = invite(&town, ali).await;
    let stranger = |uid, bytes| AskGuardian { uid, dialog: talk.dialog.id, letter: Bytes(vec![1; bytes]) };
    for (asked, expected) in [
        (stranger(bo.uid, 10), Code::NotFound),
        (stranger(ali.uid, 10), Code::NotFound),
        (stranger(talk.karen.uid, 33 * 1024), Code::TooLarge),
        (
            AskGuardian { dialog: samtale_wire::DialogId([1; 32]), ..stranger(talk.karen.uid, 10) },
            Code::NotFound,
        ),
    ] {
        let new = NewVouching { id, until: now + HOUR, guardian: Some(asked) };
        assert_eq!(opens(&town, ali, &new).await, no(expected));
    }
    // Nothing of all that is left, and who is met by himself is counted apart.
    sends(&town, &talk, id, MAX_MANDATE).await.unwrap();
    for _ in 1..64 {
        sent(&town, &talk).await;
    }
    assert_eq!(sends(&town, &talk, invite(&town, ali).await, HOUR).await, no(Code::TooMany));
    let own = NewVouching { id: invite(&town, ali).await, until: now + 60, guardian: None };
    opens(&town, ali, &own).await.unwrap();
}

#[tokio::test]
async fn whoever_is_shown_emmas_chain_is_shown_her_mothers_as_far_as_it_went() {
    let town = Town::start().await;
    let talk = Talk::begin(&town).await;
    let id = sent(&town, &talk).await;
    let bo = Person::citizen(&town, "Bo", invite(&town, &talk.ali).await).await;
    let chain = async |who: &Person, of: &Person| {
        let path = format!("/v1/users/{}", of.uid);
        town.wire.get(&path, Some(&who.token)).await.read::<Chain>().map(|it| it.entries.len())
    };
    let mut emma = emma(&town, &talk, id);
    emma.enrol(&town, Some(id)).await.unwrap();
    assert_eq!(chain(&emma, &talk.karen).await, Ok(2), "else she could not judge her own card");
    assert_eq!(chain(&bo, &talk.karen).await, no(Code::NotFound), "others have nothing to do with her");
    // Later devices of hers are for those who have to do with her.
    let (mut own, phone) = (Own::of(&talk.karen), Device::of(&talk.karen));
    own.another(&town, &phone, Who::Citizen("Karen Ågård")).await;
    assert_eq!(chain(&talk.ali, &talk.karen).await, Ok(4));
    assert_eq!(chain(&emma, &talk.karen).await, Ok(2));
    // Eva has a dialog with Emma, and none with her mother.
    let eva = Person::staff(&town, "Eva").await;
    assert_eq!(chain(&eva, &talk.karen).await, no(Code::NotFound));
    Talk::about(&town, &eva, &emma).await;
    assert_eq!((chain(&eva, &emma).await, chain(&eva, &talk.karen).await), (Ok(2), Ok(2)));
    assert_eq!(chain(&bo, &talk.karen).await, no(Code::NotFound));
}
