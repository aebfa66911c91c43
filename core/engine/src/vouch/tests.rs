//! Which of several cards a person is known by.

use super::{Seen, Shown};
use samtale_membership::card::{Identity, VouchedBy};
use samtale_membership::hash;
use samtale_membership::profile::Level;
use samtale_wire::tenant::Audience;
use samtale_wire::user::{Card, Token, UserHead};
use samtale_wire::voucher::{MatchedLogin, Testimony, Voucher};
use samtale_wire::{DeviceId, Hash, Salt, Signature, Uid};

const DEVICE: DeviceId = DeviceId([5; 32]);

fn token() -> Token {
    Token { id_token: "e30.e30.AAAA".into(), r: Salt([4; 32]) }
}

fn identity(name: &str, vouched_by: Option<VouchedBy>) -> Identity {
    Identity {
        name: name.into(),
        sub: "pairwise".into(),
        iss: "https://login.example".into(),
        audience: Audience::Citizens,
        level: Level::Substantial,
        by_server: false,
        unit: None,
        auth_time: 1_800_000_000,
        vouched_by,
    }
}

/// Karen's own login, which her chain names.
fn own() -> (Hash, Shown) {
    let card = Card::Token(token());
    (hash::card(&card), Shown { device: DEVICE, identity: identity("Karen Holm", None), card })
}

/// What an employee says in its place.
fn said(name: &str, number: bool) -> Shown {
    let identity = identity(
        name,
        Some(VouchedBy { uid: Uid([1; 32]), name: "Ali".into(), login: Some(number), sent_by: None }),
    );
    let login = Some(MatchedLogin {
        card: own().0,
        iss: identity.iss.clone(),
        sub: identity.sub.clone(),
        auth_time: identity.auth_time,
        level: identity.level,
        number,
    });
    let uhead = UserHead { useq: 1, hash: Hash([3; 32]) };
    let (over, uid, t) = (Hash([2; 32]), Uid([1; 32]), identity.auth_time);
    let says = Testimony { over, name: name.into(), uid, uhead, dev: DeviceId([6; 32]), t, login };
    let card =
        Card::Voucher(Box::new(Voucher { says, sig: Signature([6; 64]), card: token(), mandate: None }));
    Shown { device: DEVICE, identity, card }
}

fn known_as(cards: Vec<Shown>) -> Option<String> {
    let mut seen = Seen::default();
    cards.into_iter().for_each(|shown| seen.show(own().0, shown));
    seen.best(&DEVICE).map(|shown| shown.identity.name.clone())
}

#[test]
fn nobody_is_called_otherwise_than_by_their_own_login_once_that_was_seen() {
    assert_eq!(known_as(vec![own().1, said("Emma Lind", true)]).as_deref(), Some("Karen Holm"));
    assert_eq!(known_as(vec![said("Emma Lind", true), own().1]).as_deref(), Some("Karen Holm"));
}

#[test]
fn of_two_who_looked_at_a_login_the_one_who_compared_the_number_counts() {
    let (number, name) = (said("Karen Holm", true), said("Karen", false));
    assert_eq!(known_as(vec![number, name]).as_deref(), Some("Karen Holm"));
    assert_eq!(known_as(vec![said("Karen", false), said("Karen Holm", true)]).as_deref(), Some("Karen Holm"));
}
