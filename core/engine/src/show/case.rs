//! The dialogs of one case, told apart: alone with somebody, or together with more. Said in the list, in the
//! hint of the composer and among the members, wherever one could write in the wrong one.
//! Refuses a word about cases where this person has one dialog of it. Used by every view of a dialog.

use super::Show;
use crate::case::CaseId;
use crate::mind::Dialog;
use crate::sleep::first;
use crate::view::{ActView, AsideView, ChoiceView, RoomView};
use samtale_membership::Member;
use samtale_wire::{DialogId, Uid};
use std::collections::BTreeMap;

impl Show<'_> {
    /// What a person is asked to consent to when somebody writes with them apart.
    #[must_use]
    pub fn purpose_apart(&self, sensitive: bool) -> String {
        self.get(if sensitive { "apart-purpose-sensitive" } else { "apart-purpose" })
    }

    /// With whom a dialog is, where this person has others of the same case.
    pub(super) fn room(&self, id: &DialogId, cases: &BTreeMap<CaseId, usize>) -> Option<String> {
        let several = self.engine.case(id).and_then(|case| cases.get(&case)).is_some_and(|count| *count > 1);
        several.then(|| self.with_whom(id))
    }

    /// The others of the same case, each with whom it is.
    pub(super) fn rooms(&self, id: &DialogId) -> Vec<RoomView> {
        let others = self.engine.beside_in_case(id).into_iter();
        others.map(|id| RoomView { dialog: id.to_string(), label: self.with_whom(&id) }).collect()
    }

    /// "Alone with Karen", "Together with Karen, Bo".
    fn with_whom(&self, id: &DialogId) -> String {
        let names: Vec<String> = match self.engine.dialogs.get(id) {
            Some(dialog) => self.engine.others(dialog).iter().map(|uid| self.first_name(uid)).collect(),
            None => self.sleeping(id).map(|record| self.sleeping_names(record)).unwrap_or_default(),
        };
        match names.as_slice() {
            [one] => self.say("apart-alone", &[("name", one)]),
            more => self.say("apart-together", &[("names", &self.listed(more))]),
        }
    }

    pub(super) fn sleeping_names(&self, record: &crate::ring::Record) -> Vec<String> {
        self.sleeping_name(record).split(", ").map(|name| first(name).to_owned()).collect()
    }

    /// The composer's hint where there are other dialogs of the same case: it says plainly who reads.
    pub(super) fn hint_apart(&self, names: &[String]) -> String {
        match names {
            [] => self.get("hint-alone"),
            [one] => self.say("hint-apart-one", &[("name", one)]),
            [one, two] => self.say("hint-apart-two", &[("name", one), ("second", two)]),
            more => self.texts.count("hint-apart-more", more.len()),
        }
    }

    /// Writing with some, where there is more to choose than one by one.
    pub(super) fn aside_some(&self, dialog: &Dialog) -> Option<AsideView> {
        let people = self.engine.private_people(dialog);
        let choice = |uid: &Uid| ChoiceView { choice: uid.to_string(), label: self.name(uid) };
        (people.len() > 1 && dialog.state.roster.members.len() > 3).then(|| AsideView {
            label: self.get("act-some"),
            heading: self.get("act-some-heading"),
            sentence: self.get("act-some-sentence"),
            people: people.iter().map(choice).collect(),
            yes: self.get("act-some-yes"),
            no: self.get("act-no"),
        })
    }

    /// Writing with one member, apart from the others.
    pub(super) fn aside(&self, dialog: &Dialog, member: &Member) -> Option<ActView> {
        let id = dialog.state.roster.dialog;
        let may = self.engine.may_take_aside(&id, &[member.uid]);
        let name = self.first_name(&member.uid);
        may.then(|| self.ask("aside", format!("aside {}", member.uid), false, &[("name", &name)]))
    }

    /// A very sensitive dialog of the same case, with whom this one is about.
    pub(super) fn aside_sensitive(&self, dialog: &Dialog, member: &Member) -> Option<ActView> {
        let may = self.engine.may_begin_sensitive(&dialog.state.roster.dialog, &member.uid);
        let (token, name) = (format!("aside-sensitive {}", member.uid), self.first_name(&member.uid));
        may.then(|| self.ask("aside-sensitive", token, false, &[("name", &name)]))
    }
}
