//! A person with a device: enrols, writes, reads, all through the client as the apps use it.
//! Refuses to look behind the views.

use crate::browser::{Browser, log_in};
use crate::liar::Liar;
use crate::town::Town;
use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::view::{
    ActView, Answer, BringDraft, BubbleView, DialogView, InboxView, InvitationDraft, InvitedView, ItemView,
    Language, PostState,
};
use samtale_client::{Device, DialogFeed, Ports, Problem, Session};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long a test waits for something that must happen, before it fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A person with a device.
pub struct Person {
    /// The name on their login.
    pub name: &'static str,
    /// Their device.
    pub device: Device,
    /// Their unlocked app.
    pub session: Session,
    /// What their network does to them.
    pub network: Arc<Liar>,
}

impl Person {
    /// A device for somebody, over an honest network.
    ///
    /// # Panics
    /// When the folder cannot be made.
    #[must_use]
    pub fn device(town: &Town, name: &str) -> (Device, Arc<Liar>) {
        Self::device_in(town, name, Language::Danish)
    }

    /// The same in another language.
    ///
    /// # Panics
    /// When the folder cannot be made.
    #[must_use]
    pub fn device_in(town: &Town, name: &str, language: Language) -> (Device, Arc<Liar>) {
        let network = Arc::new(Liar::default());
        let ports = Ports {
            network: network.clone(),
            keys: Arc::new(MemoryKeyStore::default()),
            clock: Arc::new(town.clock()),
        };
        let device = Device::new(town.folder(name), ports, language).expect("a folder");
        (device, network)
    }

    /// Enrols with an invitation.
    ///
    /// # Errors
    /// What the app would say.
    pub async fn try_enrol(town: &Town, name: &'static str, link: &str) -> Result<Self, Problem> {
        Self::try_enrol_on(town, name, name, link).await
    }

    /// Enrols on another device than the one that goes by their name.
    ///
    /// # Errors
    /// What the app would say.
    pub async fn try_enrol_on(
        town: &Town,
        device: &str,
        name: &'static str,
        link: &str,
    ) -> Result<Self, Problem> {
        let (device, network) = Self::device(town, device);
        let enrolment = device.enrol(link).await?;
        let redirect = log_in(&enrolment.login_url(), name, "Job og uddannelse").await;
        let session = enrolment.complete(&redirect).await?;
        Ok(Self { name, device, session, network })
    }

    /// Logs in at the town's provider, on its own pages.
    ///
    /// # Panics
    /// When that brings them not in.
    pub async fn logs_in(town: &Town, name: &'static str, link: &str) -> Self {
        Self::logs_in_on(town, name, name, link).await
    }

    /// The same on another device than the one that goes by their name.
    ///
    /// # Panics
    /// When that brings them not in.
    pub async fn logs_in_on(town: &Town, device: &str, name: &'static str, link: &str) -> Self {
        let (device, network) = Self::device(town, device);
        let enrolment = device.enrol(link).await.expect("a link");
        let redirect = Browser::default().logs_in(&enrolment.login_url(), name).await;
        let session = enrolment.complete(&redirect).await.expect("enrolled");
        Self { name, device, session, network }
    }

    /// Ali and Karen log in there, and have written to each other: both, their dialog, and what Ali sees of it.
    ///
    /// # Panics
    /// When something of it fails.
    pub async fn talking_by_provider(town: &Town) -> (Self, Self, String, DialogView) {
        let ali = Self::logs_in(town, "Ali Mentor", &town.staff_link()).await;
        let invitation = ali.session.invite(draft("Hej Karen")).await.expect("an invitation");
        let karen = Self::logs_in(town, "Karen Holm", &invitation.link).await;
        let dialog = karen.say_yes().await;
        karen.reads(&dialog, "Hej Karen").await;
        karen.post(&dialog, "Hej Ali").await;
        let view = ali.reads(&dialog, "Hej Ali").await;
        (ali, karen, dialog, view)
    }

    /// Enrols with an invitation that must hold.
    ///
    /// # Panics
    /// When it does not.
    pub async fn enrol(town: &Town, name: &'static str, link: &str) -> Self {
        Self::try_enrol(town, name, link).await.expect("enrolled")
    }

    /// The usual beginning: Ali invites Karen, Karen enrols.
    ///
    /// # Panics
    /// When something of it fails.
    pub async fn ali_and_karen(town: &Town) -> (Self, Self) {
        let ali = Self::enrol(town, "Ali Mentor", &town.staff_link()).await;
        let invitation = ali.session.invite(draft("")).await.expect("an invitation");
        let karen = Self::enrol(town, "Karen Holm", &invitation.link).await;
        (ali, karen)
    }

    /// Ali, the link of an invitation to Karen with a first post, and the dialog that it leads to.
    ///
    /// # Panics
    /// When something of it fails.
    pub async fn inviting_karen(town: &Town) -> (Self, String, String) {
        let ali = Self::enrol(town, "Ali Mentor", &town.staff_link()).await;
        let invitation = ali.session.invite(draft("Kun til Karen")).await.expect("an invitation");
        let inbox = ali.inbox_until(|inbox| inbox.rows.len() == 1).await;
        (ali, invitation.link, inbox.rows[0].dialog.clone())
    }

    /// Both talk: Karen has said yes and both are in.
    ///
    /// # Panics
    /// When something of it fails.
    pub async fn talking(town: &Town) -> (Self, Self, String) {
        let (ali, karen) = Self::ali_and_karen(town).await;
        let dialog = karen.say_yes().await;
        ali.until(&dialog, |view| view.may_write).await;
        karen.until(&dialog, |view| view.may_write).await;
        (ali, karen, dialog)
    }

    /// Waits for a consent and gives it; the dialog it is in.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn say_yes(&self) -> String {
        let inbox = self.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_some())).await;
        let dialog = inbox.rows[0].dialog.clone();
        let view = self.until(&dialog, |view| view.consent.is_some()).await;
        let proposal = view.consent.expect("a consent").proposal;
        self.session.answer(&dialog, &proposal, Answer::Yes).await.expect("answered");
        dialog
    }

    /// Answers yes to whatever this dialog asks.
    ///
    /// # Panics
    /// When it asks nothing.
    pub async fn agree(&self, dialog: &str) {
        let view = self.until(dialog, |view| view.consent.is_some()).await;
        let proposal = view.consent.expect("a consent").proposal;
        self.session.answer(dialog, &proposal, Answer::Yes).await.expect("answered");
        self.until(dialog, |view| view.consent.as_ref().is_none_or(|it| it.proposal != proposal)).await;
    }

    /// Brings somebody into a dialog as an external professional, who enrols and says yes.
    ///
    /// # Panics
    /// When something of it fails.
    pub async fn brings(&self, town: &Town, dialog: &str, name: &'static str, sees: &str) -> Self {
        let draft = bring_draft(name, sees);
        let invitation = self.session.bring(dialog, draft).await.expect("an invitation");
        let person = Self::enrol(town, name, &invitation.link).await;
        person.say_yes().await;
        person
    }

    /// Ali, Karen and Mette talk; what Mette sees from before is as `sees` says.
    ///
    /// # Panics
    /// When something of it fails.
    pub async fn three_talking(town: &Town, sees: &str) -> (Self, Self, Self, String) {
        let (ali, karen, dialog) = Self::talking(town).await;
        let mette = ali.brings(town, &dialog, "Mette Vind", sees).await;
        karen.agree(&dialog).await;
        // Who writes before they have seen her come in is asked first whether she may read it.
        for person in [&ali, &karen, &mette] {
            person.until(&dialog, |view| view.may_write && view.members.len() == 3).await;
        }
        (ali, karen, mette, dialog)
    }

    /// Does what a button offers: the first that begins with `kind`.
    ///
    /// # Panics
    /// When there is none.
    pub async fn does(&self, dialog: &str, kind: &str) {
        let find = |view: &DialogView| acts(view).into_iter().find(|act| act.act.starts_with(kind));
        let view = self.until(dialog, |view| find(view).is_some()).await;
        let act = find(&view).expect("a button").act;
        self.session.act(dialog, &act).await.expect("kept");
    }

    /// Does what a button beside a member's name offers.
    ///
    /// # Panics
    /// When there is none.
    pub async fn does_to(&self, dialog: &str, name: &str, kind: &str) {
        let find = |view: &DialogView| {
            let member = view.members.iter().find(|member| member.name == name)?;
            member.acts.iter().find(|act| act.act.starts_with(kind)).cloned()
        };
        let view = self.until(dialog, |view| find(view).is_some()).await;
        self.session.act(dialog, &find(&view).expect("a button").act).await.expect("kept");
    }

    /// Logs in once more, as a dialog asks for it.
    ///
    /// # Panics
    /// When it does not ask, or the login is refused.
    pub async fn steps_up(&self, dialog: &str) {
        self.until(dialog, |view| view.step_up.as_ref().is_some_and(|it| it.button.is_some())).await;
        let step_up = self.session.step_up(dialog).await.expect("asked");
        let redirect = log_in(&step_up.login_url(), self.name, "Job og uddannelse").await;
        step_up.complete(&redirect).await.expect("logged in once more");
        self.until(dialog, |view| view.step_up.as_ref().is_none_or(|it| it.button.is_none())).await;
    }

    /// The same at the town's provider, on its own pages.
    ///
    /// # Panics
    /// When it does not ask, or the login is refused.
    pub async fn steps_up_by_provider(&self, dialog: &str) {
        self.until(dialog, |view| view.step_up.as_ref().is_some_and(|it| it.button.is_some())).await;
        let step_up = self.session.step_up(dialog).await.expect("asked");
        let redirect = Browser::default().logs_in(&step_up.login_url(), self.name).await;
        step_up.complete(&redirect).await.expect("logged in once more");
        self.until(dialog, |view| view.step_up.as_ref().is_none_or(|it| it.button.is_none())).await;
    }

    /// Posts.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn post(&self, dialog: &str, text: &str) {
        self.session.post(dialog, text.into()).await.expect("kept");
    }

    /// Comes to a network that lets streams through, and listens there. On a machine so slow that hello takes
    /// longer than it may, that is another network each time.
    ///
    /// # Panics
    /// When nobody says hello.
    pub async fn listens(&self) {
        self.network.lets_streams_through();
        for _ in 0..5 {
            let (taken, polls) = (self.network.taken_of_streams(), self.network.count("/v1/feed"));
            self.session.network(true);
            // One asks what there is, one more would be the long poll in the stream's stead.
            let is = |it: &Liar| it.taken_of_streams() > taken || it.count("/v1/feed") > polls + 1;
            self.network.until(is).await;
            if self.network.taken_of_streams() > taken {
                return;
            }
        }
        panic!("{} was not greeted on five networks", self.name);
    }

    /// Waits until the list is as it should be.
    ///
    /// # Panics
    /// When it does not become so.
    pub async fn inbox_until(&self, is: impl Fn(&InboxView) -> bool) -> InboxView {
        let feed = self.session.inbox();
        let wait = async {
            loop {
                let view = feed.next().await.expect("a list");
                if is(&view) {
                    return view;
                }
            }
        };
        timeout(PATIENCE, wait).await.unwrap_or_else(|_| panic!("{} waited for the list", self.name))
    }

    /// Waits until a dialog is as it should be.
    ///
    /// # Panics
    /// When it does not become so.
    pub async fn until(&self, dialog: &str, is: impl Fn(&DialogView) -> bool) -> DialogView {
        let feed = self.session.dialog(dialog).expect("a dialog");
        self.watch(&feed, is).await
    }

    async fn watch(&self, feed: &DialogFeed, is: impl Fn(&DialogView) -> bool) -> DialogView {
        let last = std::sync::Mutex::new(None);
        let wait = async {
            loop {
                let view = feed.next().await.expect("a dialog");
                if is(&view) {
                    return view;
                }
                *last.lock().expect("unpoisoned") = Some(view);
            }
        };
        timeout(PATIENCE, wait)
            .await
            .unwrap_or_else(|_| panic!("{} waited for the dialog; last seen: {last:#?}", self.name))
    }

    /// Waits until a post can be read.
    ///
    /// # Panics
    /// When it does not come.
    pub async fn reads(&self, dialog: &str, text: &str) -> DialogView {
        self.until(dialog, |view| bubbles(view).iter().any(|bubble| bubble.text == text)).await
    }

    /// The texts of all posts, in order.
    ///
    /// # Panics
    /// When the dialog is gone.
    pub async fn texts(&self, dialog: &str) -> Vec<String> {
        let view = self.until(dialog, |_| true).await;
        bubbles(&view).into_iter().map(|bubble| bubble.text).collect()
    }

    /// Waits until the vault has been written again after `before`: what was seen is pinned.
    ///
    /// # Panics
    /// When it is not.
    pub async fn pins(&self, town: &Town, before: &[u8]) {
        let vault = town.folder(self.name).join("vault");
        let written = async {
            while std::fs::read(&vault).expect("the vault") == before {
                tokio::task::yield_now().await;
            }
        };
        timeout(PATIENCE, written).await.unwrap_or_else(|_| panic!("{} pins nothing", self.name));
    }

    /// The vault as it lies on disk.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn vault(&self, town: &Town) -> Vec<u8> {
        std::fs::read(town.folder(self.name).join("vault")).expect("the vault")
    }

    /// Locks, and does not open again yet.
    pub async fn sleep(self) -> Asleep {
        let Self { name, device, session, network } = self;
        session.lock().await;
        drop(session);
        Asleep { name, device, network }
    }

    /// Locks and opens the same device again.
    ///
    /// # Panics
    /// When the vault does not open.
    pub async fn restart(self) -> Self {
        self.sleep().await.wake().await
    }
}

/// A person whose app is locked.
pub struct Asleep {
    name: &'static str,
    device: Device,
    network: Arc<Liar>,
}

impl Asleep {
    /// Their network, to lie over or to count.
    #[must_use]
    pub fn network(&self) -> &Liar {
        &self.network
    }

    /// Opens the app on a phone with little memory.
    ///
    /// # Panics
    /// When the vault does not open.
    pub async fn wake_with_room_for(self, rows: u16) -> Person {
        let Self { name, device, network } = self;
        Self { name, device: device.with_room_for(rows), network }.wake().await
    }

    /// Opens the app.
    ///
    /// # Panics
    /// When the vault does not open.
    pub async fn wake(self) -> Person {
        let Self { name, device, network } = self;
        let session = device.unlock().await.expect("the vault opens");
        Person { name, device, session, network }
    }
}

/// Everything that a view offers to do.
#[must_use]
pub fn acts(view: &DialogView) -> Vec<ActView> {
    let members = view.members.iter().flat_map(|member| member.acts.clone());
    let items = view.items.iter().flat_map(|item| match item {
        ItemView::Bubble { bubble } => bubble.acts.clone(),
        ItemView::Consent { card } => card.acts.clone(),
        ItemView::Invitation { card } => card.acts.clone(),
        _ => Vec::new(),
    });
    members.chain(view.acts.clone()).chain(items).collect()
}

/// The system lines of a view.
#[must_use]
pub fn notices(view: &DialogView) -> Vec<String> {
    let notice = |item: &ItemView| match item {
        ItemView::Notice { text } => Some(text.clone()),
        _ => None,
    };
    view.items.iter().filter_map(notice).collect()
}

/// The invitations that are out, of a view.
#[must_use]
pub fn invitations(view: &DialogView) -> Vec<InvitedView> {
    let card = |item: &ItemView| match item {
        ItemView::Invitation { card } => Some(card.clone()),
        _ => None,
    };
    view.items.iter().filter_map(card).collect()
}

/// The posts of a view.
#[must_use]
pub fn bubbles(view: &DialogView) -> Vec<BubbleView> {
    let bubble = |item: &ItemView| match item {
        ItemView::Bubble { bubble } => Some(bubble.clone()),
        _ => None,
    };
    view.items.iter().filter_map(bubble).collect()
}

/// The words of a view's posts.
#[must_use]
pub fn texts(view: &DialogView) -> Vec<String> {
    bubbles(view).into_iter().map(|bubble| bubble.text).collect()
}

/// Whether the server has a post for good, however far it has come since.
#[must_use]
pub fn is_sent(bubble: &BubbleView) -> bool {
    matches!(bubble.state, PostState::Sent | PostState::Delivered | PostState::Read)
}

/// An invitation to Karen, with or without a first post.
#[must_use]
pub fn draft(first: &str) -> InvitationDraft {
    draft_for("Karen Holm", first)
}

/// What Ali fills in to bring somebody in as an external professional, who sees so much.
#[must_use]
pub fn bring_draft(name: &str, sees: &str) -> BringDraft {
    BringDraft {
        name: name.into(),
        purpose: "Så hun kan hjælpe med skolen.".into(),
        role: "external".into(),
        sees: sees.into(),
    }
}

/// An invitation to somebody, with or without a first post.
#[must_use]
pub fn draft_for(name: &str, first: &str) -> InvitationDraft {
    InvitationDraft {
        name: name.into(),
        topic: "Vejen til læreplads".into(),
        purpose: "Så vi kan aftale møder og tale om, hvordan det går.".into(),
        first: first.into(),
        sensitive: false,
    }
}

/// A picture of several sealed chunks: a PNG header and noise that says where it came from.
#[must_use]
pub fn photo(marker: &[u8]) -> Vec<u8> {
    // A JPEG of 640 × 480 whose scan is filler; 200 000 bytes are four chunks.
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xC0, 0, 11, 8, 0x01, 0xE0, 0x02, 0x80, 1, 1, 0x11, 0];
    bytes.extend([0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0]);
    bytes.extend(marker.iter().cycle().take(200_000));
    bytes.extend([0xFF, 0xD9]);
    bytes
}
