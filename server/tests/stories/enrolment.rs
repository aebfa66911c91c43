//! Enrolment and sessions: who gets an account, and who gets in.

use crate::kit::entries::{claim, invite};
use crate::kit::people::Who;
use crate::kit::{Person, Town, broken, no, random};
use samtale_membership::{Violation, tenant};
use samtale_wire::api::{ACCESS, Chain, Code, MAX_SKEW};
use samtale_wire::{Bytes, Hash, InvitationId, Tenant};

#[tokio::test]
async fn ali_enrols_with_his_employment_and_karen_by_his_invitation() {
    let town = Town::start().await;
    let mut ali = Person::prepare(&town, Who::Staff("Ali Mentor")).await;
    let opened = ali.enrol(&town, None).await.unwrap();
    let employment = tenant::employment(&town.wire.home.tenant, &opened.org.unwrap()).unwrap();
    assert_eq!((employment.uid, employment.unit.as_str()), (ali.uid, "Familieafdelingen"));
    assert_eq!(opened.sealed_secret, Bytes(b"sealed to the device".to_vec()));
    assert!(tenant::card(&town.wire.home.tenant, &opened.tenant_card.0).is_some());

    let id = invite(&town, &ali).await;
    let mut karen = Person::prepare(&town, Who::Citizen("Karen Ågård")).await;
    let opened = karen.enrol(&town, Some(id)).await.unwrap();
    assert_eq!(opened.org, None);
    let path = format!("/v1/users/{}", karen.uid);
    let early = town.wire.get(&path, Some(&ali.token)).await.refusal();
    assert_eq!(early, (Code::NotFound, None), "not before she takes it up");
    claim(&town, &karen, id, Hash(random())).await.unwrap();
    let chain: Chain = town.wire.get(&path, Some(&ali.token)).await.read().unwrap();
    assert_eq!(chain, opened.chain);
    assert_eq!(chain.entries, [karen.genesis, karen.attest]);
}

#[tokio::test]
async fn enrolling_again_is_opening_a_session_with_the_same_half() {
    let town = Town::start().await;
    let mut ali = Person::prepare(&town, Who::Staff("Ali")).await;
    let first = ali.enrol(&town, None).await.unwrap();
    town.clock.advance(3 * MAX_SKEW);
    let again = ali.enrol(&town, None).await.unwrap();
    let session = ali.open(&town).await.unwrap();
    assert_eq!(first.vault_half, again.vault_half);
    assert_eq!(first.vault_half, session.vault_half);
    assert_eq!(first.org, session.org);
    assert!(first.token != again.token && again.token != session.token);
}

#[tokio::test]
async fn the_vault_half_outlives_the_daily_turn_of_its_wrap_key() {
    let town = Town::start().await;
    let mut ali = Person::prepare(&town, Who::Staff("Ali")).await;
    let before = ali.enrol(&town, None).await.unwrap().vault_half;
    town.clock.advance(2 * 86_400);
    let town = town.restart().await;
    assert_eq!(ali.open(&town).await.unwrap().vault_half, before);
}

#[tokio::test]
async fn a_citizen_without_an_open_invitation_stays_out() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    let mut karen = Person::prepare(&town, Who::Citizen("Karen")).await;
    assert_eq!(karen.enrol(&town, None).await.map(drop), no(Code::Spent));
    let unknown = InvitationId(random());
    assert_eq!(karen.enrol(&town, Some(unknown)).await.map(drop), no(Code::Spent));

    let taken = invite(&town, &ali).await;
    let first = Person::citizen(&town, "Somebody", taken).await;
    claim(&town, &first, taken, Hash(random())).await.unwrap();
    assert_eq!(karen.enrol(&town, Some(taken)).await.map(drop), no(Code::Spent));

    let old = invite(&town, &ali).await;
    town.clock.advance(86_401);
    let mut karen = Person::prepare(&town, Who::Citizen("Karen")).await;
    assert_eq!(karen.enrol(&town, Some(old)).await.map(drop), no(Code::Spent));
}

#[tokio::test]
async fn a_card_of_others_or_bound_to_other_keys_is_refused() {
    let town = Town::start().await;
    let (ali, eva) =
        (Person::prepare(&town, Who::Staff("Ali")).await, Person::prepare(&town, Who::Staff("Eva")).await);
    let mut request = ali.request(&town, None);
    request.card = eva.card.clone();
    assert_eq!(town.wire.post("/v1/enrol", None, &request).await.refusal(), (Code::BadCard, None));
    // Attest and card fit together, but the provider bound them to other keys.
    let mut thief = Person::prepare(&town, Who::Staff("Ali")).await;
    thief.card = ali.card.clone();
    let refused = thief.enrol(&town, None).await.map(drop);
    assert_eq!(refused, no(Code::BadCard));
}

#[tokio::test]
async fn a_chain_that_does_not_hold_is_refused_with_its_rule() {
    let town = Town::start().await;
    let (ali, eva) =
        (Person::prepare(&town, Who::Staff("Ali")).await, Person::prepare(&town, Who::Staff("Eva")).await);
    let send = async |change: &dyn Fn(&mut samtale_wire::api::Enrol)| {
        let mut request = ali.request(&town, None);
        change(&mut request);
        Err::<(), _>(town.wire.post("/v1/enrol", None, &request).await.refusal())
    };
    let flip = |bytes: &mut Bytes| *bytes.0.last_mut().unwrap() ^= 1;
    assert_eq!(send(&|r| flip(&mut r.genesis)).await, broken(Violation::BadSignature));
    assert_eq!(send(&|r| flip(&mut r.attest)).await, broken(Violation::BadSignature));
    assert_eq!(send(&|r| r.attest = eva.attest.clone()).await, broken(Violation::Foreign));
    assert_eq!(send(&|r| r.genesis = ali.attest.clone()).await, broken(Violation::Kind));
    assert_eq!(send(&|r| r.genesis.0.truncate(90)).await, broken(Violation::Malformed));
    assert_eq!(send(&|r| r.sealed_secret.0 = vec![0; 5000]).await, no(Code::TooLarge));
}

#[tokio::test]
async fn keys_of_another_time_are_refused() {
    let town = Town::start().await;
    let mut ali = Person::prepare(&town, Who::Staff("Ali")).await;
    town.clock.advance(2 * MAX_SKEW);
    assert_eq!(ali.enrol(&town, None).await.map(drop), no(Code::Clock));
}

#[tokio::test]
async fn a_login_counts_once_now_and_for_this_device_and_town() {
    let town = Town::start().await;
    let (ali, eva) = (Person::staff(&town, "Ali").await, Person::staff(&town, "Eva").await);
    let (tenant, now) = (town.wire.home.tenant, town.clock.now());
    let send = async |login| town.wire.post("/v1/session", None, &login).await;
    let refused = async |login| send(login).await.refusal().0;

    let login = ali.login(tenant, now);
    assert_eq!(send(login.clone()).await.status, 200);
    assert_eq!(refused(login).await, Code::BadLogin, "replayed");
    assert_eq!(refused(ali.login(tenant, now - MAX_SKEW - 5)).await, Code::Clock);
    assert_eq!(refused(ali.login(tenant, now + MAX_SKEW + 60)).await, Code::Clock);
    assert_eq!(refused(ali.login(Tenant([1; 32]), now)).await, Code::BadLogin);
    let mut borrowed = ali.login(tenant, now);
    borrowed.dev = eva.dev;
    assert_eq!(refused(borrowed).await, Code::BadLogin);
    let mut unknown = ali.login(tenant, now);
    unknown.dev.0[0] ^= 1;
    assert_eq!(refused(unknown).await, Code::BadLogin);
}

#[tokio::test]
async fn an_access_token_ends_after_its_minutes() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali").await;
    assert_eq!(town.wire.get("/v1/feed", Some(&ali.token)).await.status, 200);
    town.clock.advance(ACCESS);
    assert_eq!(town.wire.get("/v1/feed", Some(&ali.token)).await.refusal().0, Code::NoSession);
}

#[tokio::test]
async fn nothing_of_an_identity_card_is_on_the_disk() {
    let town = Town::start().await;
    let ali = Person::staff(&town, "Ali Zebramaerke").await;
    let on_disk = everything_in(town.data());
    let holds = |needle: &[u8]| on_disk.windows(needle.len()).any(|window| window == needle);
    assert!(holds(ali.uid.as_bytes()), "the search finds what is there");
    assert!(!holds(b"Zebramaerke"));
    assert!(!holds(ali.card.token().unwrap().id_token.as_bytes()));
    assert!(!holds(ali.card.token().unwrap().r.as_bytes()));
    assert!(!holds(ali.token.as_bytes()));
}

/// All bytes below a directory.
pub fn everything_in(directory: &std::path::Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(everything_in(&path));
        } else {
            all.extend(std::fs::read(path).unwrap());
        }
    }
    all
}
