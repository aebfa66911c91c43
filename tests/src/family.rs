//! A family: a caseworker, two parents who share one dialog about their child, and what lies on each parent's
//! phone. Refuses nothing. Used by the tests about parents who must not learn of each other.

use crate::borrowed::Borrowed;
use crate::browser::log_in;
use crate::insider::Insider;
use crate::liar::Liar;
use crate::person::{Person, draft};
use crate::town::Town;
use samtale_client::adapters::key_store::MemoryKeyStore;
use samtale_client::view::{BringDraft, Language};
use samtale_client::{Device, Ports};
use std::sync::Arc;

/// A family.
pub struct Family {
    /// The caseworker.
    pub ali: Person,
    /// The mother, who is the citizen of the case.
    pub karen: Person,
    /// The father, a relative.
    pub bo: Person,
    /// The dialog that all three are in.
    pub all: String,
    /// Karen's phone in a hand that asks the server whatever it likes.
    pub her: Insider,
    /// Bo's in the same.
    pub father: Insider,
    /// The link that Karen came by.
    pub link: String,
    hers: Arc<MemoryKeyStore>,
    his: Arc<MemoryKeyStore>,
}

/// Somebody enrols on a phone whose keys the test holds.
async fn enrols(town: &Town, name: &'static str, link: &str) -> (Person, Arc<MemoryKeyStore>) {
    let (keys, network) = (Arc::new(MemoryKeyStore::default()), Arc::new(Liar::default()));
    let ports = Ports { network: network.clone(), keys: keys.clone(), clock: Arc::new(town.clock()) };
    let device = Device::new(town.folder(name), ports, Language::Danish).expect("a folder");
    let enrolment = device.enrol(link).await.expect("a link");
    let redirect = log_in(&enrolment.login_url(), name, "").await;
    let session = enrolment.complete(&redirect).await.expect("enrolled");
    (Person { name, device, session, network }, keys)
}

impl Family {
    /// All three talk.
    ///
    /// # Panics
    /// When something of it fails.
    pub async fn talking(town: &Town) -> Self {
        let ali = Person::enrol(town, "Ali Mentor", &town.staff_link()).await;
        let link = ali.session.invite(draft("")).await.expect("an invitation").link;
        let (karen, hers) = enrols(town, "Karen Holm", &link).await;
        let all = karen.say_yes().await;
        for person in [&ali, &karen] {
            person.until(&all, |view| view.may_write).await;
        }
        let bring = BringDraft {
            name: "Bo Lind".into(),
            purpose: "Så I kan tale om skolen.".into(),
            role: "relative".into(),
            sees: "now".into(),
        };
        let brought = ali.session.bring(&all, bring).await.expect("an invitation").link;
        let (bo, his) = enrols(town, "Bo Lind", &brought).await;
        bo.say_yes().await;
        karen.agree(&all).await;
        for person in [&ali, &karen, &bo] {
            person.until(&all, |view| view.may_write && view.members.len() == 3).await;
        }
        let her = Borrowed::phone(&town.folder(karen.name), &*hers).opens(town, karen.name).await;
        let father = Borrowed::phone(&town.folder(bo.name), &*his).opens(town, bo.name).await;
        Self { ali, karen, bo, all, her, father, link, hers, his }
    }

    /// Her phone and his log in once more, as after the minutes that a token lasts.
    pub async fn log_in_again(&self, town: &Town) -> (Insider, Insider) {
        let her = Borrowed::phone(&town.folder(self.karen.name), &*self.hers);
        let his = Borrowed::phone(&town.folder(self.bo.name), &*self.his);
        (her.opens(town, self.karen.name).await, his.opens(town, self.bo.name).await)
    }

    /// Ali begins to write with one of them apart, who says yes; the dialog.
    ///
    /// # Panics
    /// When something of it fails.
    pub async fn apart(&self, them: &Person) -> String {
        let before = them.inbox_until(|_| true).await;
        self.ali.does_to(&self.all, them.name, "aside ").await;
        let known = |dialog: &str| before.rows.iter().any(|row| row.dialog == dialog);
        let inbox = them.inbox_until(|inbox| inbox.rows.iter().any(|row| !known(&row.dialog))).await;
        let dialog = inbox.rows.into_iter().map(|row| row.dialog).find(|it| !known(it)).expect("a new one");
        them.agree(&dialog).await;
        for person in [&self.ali, them] {
            person.until(&dialog, |view| view.may_write && view.members.len() == 2).await;
        }
        dialog
    }

    /// Ali puts the father out of the dialog with all.
    ///
    /// # Panics
    /// When he stays.
    pub async fn parts(&self) {
        self.ali.does_to(&self.all, self.bo.name, "remove").await;
        self.bo.until(&self.all, |view| !view.may_write).await;
        for person in [&self.ali, &self.karen] {
            person.until(&self.all, |view| view.members.len() == 2).await;
        }
    }
}
