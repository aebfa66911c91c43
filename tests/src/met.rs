//! Somebody without eID: scans a code from another's screen, shows six digits, is vouched for.
//! Refuses to look behind the views. Used by the journeys of children.

use crate::liar::Liar;
use crate::person::{Person, invitations};
use crate::town::Town;
use samtale_client::view::VouchingView;
use samtale_client::{Device, Enrolment, Problem};
use samtale_membership::hash;
use samtale_wire::api::{FeedItem, VouchingAsked, VouchingRequest};
use samtale_wire::decode;
use samtale_wire::invitation::Invitation;
use std::sync::Arc;

/// Somebody without eID who has shown their digits and waits.
pub struct Waiting {
    name: &'static str,
    device: Device,
    network: Arc<Liar>,
    enrolment: Enrolment,
    /// What their screen shows.
    pub view: VouchingView,
}

impl Waiting {
    /// Scans a code and shows what comes of it.
    ///
    /// # Errors
    /// What the app would say.
    pub async fn try_scan(town: &Town, name: &'static str, link: &str) -> Result<Self, Problem> {
        let (device, network) = Person::device(town, name);
        let enrolment = device.enrol(link).await?;
        assert!(enrolment.welcome().met && enrolment.login_url().is_empty(), "there is nowhere to log in");
        let view = enrolment.meet().await?;
        Ok(Self { name, device, network, enrolment, view })
    }

    /// Waits until somebody vouches.
    ///
    /// # Errors
    /// What the app would say.
    pub async fn comes_in(self) -> Result<Person, Problem> {
        let Self { name, device, network, enrolment, .. } = self;
        let session = enrolment.vouched().await?;
        Ok(Person { name, device, session, network })
    }
}

impl Person {
    /// Makes the invitation that is out in a dialog one for somebody without eID; the code on the screen.
    ///
    /// # Panics
    /// When that is not offered.
    pub async fn shows_code(&self, dialog: &str) -> String {
        let hands = |view: &_| invitations(view).into_iter().find_map(|card| card.hand);
        let before = hands(&self.until(dialog, |view| !invitations(view).is_empty()).await).map(|it| it.link);
        self.does(dialog, "invitation-meet").await;
        let new = |view: &_| hands(view).filter(|hand| Some(&hand.link) != before.as_ref());
        let view = self.until(dialog, |view| new(view).is_some()).await;
        new(&view).expect("a code").link
    }

    /// Asks a guardian in the dialog to vouch for whom the invitation is for that is out there.
    ///
    /// # Panics
    /// When that is not offered.
    pub async fn sends_guardian(&self, dialog: &str) {
        self.does(dialog, "invitation-guardian").await;
    }

    /// Waits until this person, as a guardian, can show a code; the code.
    ///
    /// # Panics
    /// When it never comes.
    pub async fn is_sent_a_code(&self, dialog: &str) -> String {
        let hands = |view: &_| invitations(view).into_iter().find_map(|card| card.hand);
        let view = self.until(dialog, |view| hands(view).is_some()).await;
        hands(&view).expect("a code").link
    }

    /// Waits until the screen asks about somebody, and gives back what it says.
    ///
    /// # Panics
    /// When it never does.
    pub async fn is_asked_to_vouch(&self, dialog: &str) -> String {
        let view = self.until(dialog, |view| asks(view).is_some()).await;
        asks(&view).expect("a question")
    }

    /// Somebody without eID comes in: scans, both compare, this person vouches.
    ///
    /// # Panics
    /// When something of it fails.
    pub async fn vouches_for(&self, town: &Town, dialog: &str, name: &'static str) -> Self {
        let code = self.shows_code(dialog).await;
        let waiting = Waiting::try_scan(town, name, &code).await.expect("digits");
        let asked = self.is_asked_to_vouch(dialog).await;
        assert!(asked.contains(&waiting.view.digits), "{asked}: {}", waiting.view.digits);
        self.does(dialog, "vouch").await;
        waiting.comes_in().await.expect("vouched for")
    }
}

/// What a card asks that offers to vouch.
fn asks(view: &samtale_client::view::DialogView) -> Option<String> {
    let offers =
        |card: &samtale_client::view::InvitedView| card.acts.iter().any(|act| act.act.starts_with("vouch "));
    invitations(view).into_iter().find(offers)?.lines.pop()
}

/// What Bo Lind's phone left at an invitation whose code he had photographed, too late: a server that is with him can
/// tell it all the same.
///
/// # Panics
/// When the code does not hold, or he is not too late.
pub async fn photographed(town: &Town, code: &str) -> VouchingAsked {
    let (phone, network) = Person::device(town, "Bo Lind");
    let thief = phone.enrol(code).await.expect("a code that holds");
    assert_eq!(thief.meet().await.err(), Some(Problem::CodeSpent));
    let invitation =
        hash::invitation(&Invitation::from_link(code).expect("a code").from.expect("Ali").secret);
    let asked = network.bodies(&format!("/v1/vouching/{invitation}")).pop();
    let request: VouchingRequest = decode(&asked.expect("their keys")).expect("a request");
    VouchingAsked { invitation, request }
}

impl Liar {
    /// Tells of these keys in place of those that came first.
    pub fn swaps_keys(&self, theirs: VouchingAsked) {
        let mut theirs = Some(theirs);
        self.rewrite(Box::new(move |feed| {
            let asked = feed.items.iter_mut().find(|item| matches!(item, FeedItem::Vouching(_)));
            if let Some((item, theirs)) = asked.and_then(|item| Some((item, theirs.take()?))) {
                *item = FeedItem::Vouching(Box::new(theirs));
            }
        }));
    }
}
