//! Staff go, and somebody takes over: the municipality's word is brought into the log, and whom the
//! dialog is about is asked whether the one who was named may come.
//! Refuses words that the municipality did not sign, and to let anybody in unasked. Derived from the log
//! and the feed, so that a crash loses nothing. Called by `inbox`, `mind` and `duties`.

use crate::compose::{Place, Whom, msg_id};
use crate::content::{ClaimLetter, Purpose};
use crate::courier::{Errand, Request};
use crate::inbox::Missing;
use crate::login::salt;
use crate::mind::{Ctx, Dialog, Effect, Engine};
use samtale_membership::{Member, Phase, Standing, card, policy, tenant};
use samtale_seal::{Closed, letter};
use samtale_wire::api::{Append, Envelope, Presentation, Succeeds, Successor};
use samtale_wire::entry::{Body, OrgRevoke, Role, Scope};
use samtale_wire::tenant::{Audience, Employment, OrgAttest};
use samtale_wire::{Bytes, DialogId, Uid, encode};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// What the municipality has said about its people.
#[derive(Default)]
pub(crate) struct Personnel {
    /// Who works there no longer, by its word.
    dismissed: BTreeMap<Uid, OrgAttest>,
    /// What this person is to take over.
    takes_over: BTreeMap<DialogId, TakesOver>,
    /// Who is to take over a dialog of this person.
    named: BTreeMap<DialogId, (Uid, Box<OrgAttest>)>,
}

struct TakesOver {
    org: Box<OrgAttest>,
    citizens: Vec<Uid>,
    /// Whether they have been shown who comes.
    shown: bool,
}

impl Engine {
    /// Whether nothing that the municipality said of its people waits to be done by somebody.
    pub(crate) fn personnel_is_settled(&self) -> bool {
        let Personnel { dismissed, takes_over, named } = &self.personnel;
        let due = |member: &Member| {
            let word = dismissed.get(&member.uid).filter(|_| member.role.is_staff());
            let word = word.and_then(|word| tenant::dismissal(&self.tenant.tenant, word));
            word.is_some_and(|word| word.t >= member.joined)
        };
        // Nothing is said any more in a dialog that is over, and nobody is put out who came again since.
        let gone =
            |it: &Dialog| it.state.roster.phase == Phase::Over || !it.state.roster.members.iter().any(due);
        let all_looked_at = dismissed.is_empty() || self.asleep.is_empty();
        let answered =
            |id: &DialogId| self.dialogs.get(id).is_some_and(|it| it.state.roster.coordinators() > 0);
        all_looked_at
            && self.dialogs.values().all(gone)
            && takes_over.keys().all(|id| self.is_known(id))
            && named.keys().all(answered)
    }

    /// The municipality no longer employs somebody.
    pub(crate) fn take_dismissal(&mut self, word: &OrgAttest) {
        let read = |word: &OrgAttest| tenant::dismissal(&self.tenant.tenant, word);
        let Some(new) = read(word) else { return };
        let old = self.personnel.dismissed.get(&new.uid).and_then(read);
        if old.is_none_or(|old| old.t < new.t) {
            self.personnel.dismissed.insert(new.uid, word.clone());
            self.wake_all();
        }
    }

    /// The OrgRevoke that is due, if it is this device's to write.
    pub(crate) fn next_dismissal(
        &self,
        dialog: &Dialog,
        ctx: &mut Ctx<'_>,
    ) -> Option<Result<Append, Closed>> {
        let t = ctx.now.max(dialog.state.tip.t);
        let me = self.answers_for(dialog, t)?.uid;
        let members = dialog.state.roster.members.iter();
        let mut staff =
            members.filter(|it| it.role.is_staff() && it.standing == Standing::In && it.uid != me);
        let word = staff.find_map(|member| {
            let word = self.personnel.dismissed.get(&member.uid)?;
            let dismissal = tenant::dismissal(&self.tenant.tenant, word)?;
            (dismissal.t >= member.joined && dismissal.t <= t).then(|| word.clone())
        })?;
        let body = Body::OrgRevoke(Box::new(OrgRevoke { word }));
        let entry = self.sign(Place::after(&dialog.state), msg_id(ctx), body, ctx.now);
        Some(Ok(Append { entry, envelopes: Vec::new(), ciphertext: None }))
    }

    /// An employment that names `uid` as the one who takes a dialog over.
    fn succeeds(&self, org: &OrgAttest, uid: &Uid, dialog: &DialogId) -> Option<Employment> {
        let employment = tenant::employment(&self.tenant.tenant, org)?;
        (employment.uid == *uid && employment.succeeds == Some(*dialog)).then_some(employment)
    }

    /// This person is to take a dialog over.
    pub(crate) fn take_succession(&mut self, it: &Succeeds) {
        if self.succeeds(&it.org, &self.me.uid, &it.dialog).is_some() {
            let (org, citizens) = (Box::new(it.org.clone()), it.citizens.clone());
            self.personnel.takes_over.insert(it.dialog, TakesOver { org, citizens, shown: false });
        }
    }

    /// Shows those whom the dialogs are about who comes, once their chains are known.
    pub(crate) fn show_successions(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        let waiting = self.personnel.takes_over.iter();
        let waiting = waiting.filter(|(id, it)| !it.shown && !self.is_known(id));
        for (dialog, citizens) in waiting.map(|(id, it)| (*id, it.citizens.clone())).collect::<Vec<_>>() {
            let unknown = citizens.iter().find(|uid| !self.chains.contains_key(*uid));
            if let Some(unknown) = unknown {
                self.want_chain(*unknown, effects);
            } else if let Some(letters) = self.letters_to(&citizens, &dialog, ctx) {
                let request = Request::Present(dialog, Presentation { letters });
                self.call(Errand::Present(dialog), request, effects);
                if let Some(it) = self.personnel.takes_over.get_mut(&dialog) {
                    it.shown = true;
                }
            }
        }
    }

    fn letters_to(&self, citizens: &[Uid], dialog: &DialogId, ctx: &mut Ctx<'_>) -> Option<Vec<Envelope>> {
        let org = Some(self.personnel.takes_over.get(dialog)?.org.clone());
        let plain = Zeroizing::new(encode(&ClaimLetter { cards: self.own_cards().ok()?, org, login: None }));
        let letters = citizens.iter().map(|to| {
            let key = &self.chains.get(to)?.attested()?.user_key;
            let sealed = letter::seal(&self.me.uid, to, key, &plain, ctx.rng).ok()?;
            Some(Envelope { to: *to, sealed: Bytes(sealed) })
        });
        letters.collect()
    }

    /// It did not arrive: it is sent again later.
    pub(crate) fn not_presented(&mut self, dialog: &DialogId) {
        if let Some(it) = self.personnel.takes_over.get_mut(dialog) {
            it.shown = false;
        }
    }

    /// Somebody was named to take a dialog over: believed by the municipality's word and their own card.
    pub(crate) fn take_successor(&mut self, it: &Successor) -> Result<(), Missing> {
        let Some(chain) = self.chains.get(&it.uid) else { return Err(Missing::Chain(it.uid)) };
        let Some(letter) = self.me.open_letter::<ClaimLetter>(&it.uid, &it.letter.0) else { return Ok(()) };
        // The municipality's own login: a citizen does not take over.
        let staff = |who: &card::Identity| who.audience == Audience::Staff;
        let known = self.people.meet(&letter.cards, chain, &self.tenant, &self.chains).is_some_and(staff);
        if !known && self.may_be_newer() {
            return Err(Missing::TenantCard);
        }
        if let Some(org) = letter.org.filter(|_| known)
            && self.succeeds(&org, &it.uid, &it.dialog).is_some()
        {
            self.personnel.named.insert(it.dialog, (it.uid, org));
        }
        Ok(())
    }

    /// The proposal of who was named, where nobody answers for the dialog any more.
    pub(crate) fn next_successor(
        &self,
        dialog: &Dialog,
        ctx: &mut Ctx<'_>,
    ) -> Option<Result<Append, Closed>> {
        let roster = &dialog.state.roster;
        let t = ctx.now.max(dialog.state.tip.t);
        let me = roster.member(&self.me.uid).filter(|me| me.role == Role::Citizen && me.reads(t))?;
        let vacant = roster.coordinators() == 0 && roster.phase == Phase::Open && roster.sealable(t).is_ok();
        let (uid, org) = self.personnel.named.get(&roster.dialog).filter(|_| vacant)?;
        if dialog.is_asked(uid) || me.uid == *uid {
            return None;
        }
        let employment = self.succeeds(org, uid, &roster.dialog).filter(|it| it.until > t)?;
        let subject = self.chains.get(uid)?.attested().filter(|user| self.people.knows(user))?;
        let longest = t.saturating_add(policy::rule(roster.policy, Role::Coordinator).longest);
        let until = employment.until.min(longest);
        // What for is said by the screens, in the words of who reads it.
        let purpose = Purpose { text: String::new(), salt: salt(ctx) };
        let (role, scope, org) = (Role::Coordinator, Scope::All, Some(org.clone()));
        Some(self.propose(dialog, Whom { subject, role, scope, until, org }, purpose, ctx))
    }
}
