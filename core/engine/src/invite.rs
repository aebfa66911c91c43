//! Invitations: the secret that inviter and invited share, and the proof that it was known.
//! Refuses to let the server have it. Begins in `mind`, ends in `duties`.

pub(crate) mod begun;
pub(crate) mod fate;
pub(crate) mod guardian;
pub(crate) mod mandate;
pub(crate) mod matching;
pub mod short;
pub(crate) mod table;
pub mod typed;
pub(crate) mod vouching;

use crate::case::CaseId;
use crate::content::{ClaimIntent, ClaimLetter, Intent, Into, InviteIntent};
use crate::courier::{Errand, Request};
use crate::invite::fate::Fate;
use crate::invite::matching::Nameless;
use crate::invite::vouching::Vouching;
use crate::login::salt;
use crate::mind::{Ctx, Dialog, Effect, Engine};
use crate::view::InvitationDraft;
use samtale_membership::card::Identity;
use samtale_membership::policy::{self, DAY};
use samtale_membership::{UserState, hash, number, voucher};
use samtale_seal::{Secret, kdf, letter};
use samtale_wire::api::{Claim, NewInvitation};
use samtale_wire::entry::{Policy, Role};
use samtale_wire::invitation::{Invitation, Inviter};
use samtale_wire::tenant::OrgAttest;
use samtale_wire::{Bytes, DialogId, Hash, InvitationId, MsgId, Salt, Uid, encode, label};

/// How long an invitation can be taken up, in seconds.
pub const OPEN_FOR: u64 = 14 * DAY;

/// An invitation of this person that is out.
pub(crate) struct Invited {
    pub id: MsgId,
    pub intent: InviteIntent,
    pub registered: bool,
    /// By whom it was taken up, once that was proven.
    pub claimed: Option<Uid>,
    /// Whether they came by the short code: then their name alone does not let them in.
    pub by_code: bool,
    /// Whether their login does not show what it was to be compared with: their name does not let them in either.
    pub unmatched: bool,
    /// Who took up a household's, in the order in which they came and as far as the claims are at hand.
    pub guests: Vec<Uid>,
    /// The login of who took it up, if that shows no name.
    pub nameless: Option<Nameless>,
    /// The employment that came with the claim.
    pub org: Option<Box<OrgAttest>>,
    /// What became of it.
    pub fate: Fate,
    /// What came of it, if it is for somebody without eID.
    pub vouching: Vouching,
}

impl InviteIntent {
    /// One that is made now, with a secret of its own, and of which nothing has come.
    pub(crate) fn make(draft: InvitationDraft, ctx: &mut Ctx<'_>) -> Self {
        let secret = salt(ctx);
        let (name, number) = number::apart(&draft.name);
        Self {
            secret,
            until: ctx.now + OPEN_FOR,
            name,
            topic: draft.topic,
            purpose: draft.purpose,
            first: draft.first,
            into: None,
            confirmed: None,
            case: Some(CaseId::make(ctx)),
            met: None,
            policy: None,
            salt: None,
            refused: None,
            former: None,
            withdrawn: None,
            code: None,
            asked: None,
            vouches: None,
            mandate: None,
            household: None,
            number,
        }
    }
}

impl Invited {
    /// The salt of the dialog it leads to: a second attempt leads to the same one.
    pub fn salt(&self) -> Salt {
        self.intent.salt.unwrap_or_else(|| Salt(derived(&self.intent.secret, b"dialog").0))
    }

    /// The idempotency key of the first post.
    pub fn first_post(&self) -> MsgId {
        let mut id = MsgId([0; 16]);
        id.0.iter_mut().zip(derived(&self.intent.secret, b"first").0).for_each(|(to, from)| *to = from);
        id
    }
}

/// Whether a proven name is the one that was meant: every word of that stands in it, and there are
/// at least two.
pub(crate) fn is_meant(meant: &str, proven: &str) -> bool {
    let words = |name: &str| -> Vec<String> { name.split_whitespace().map(str::to_lowercase).collect() };
    let (meant, proven) = (words(meant), words(proven));
    meant.len() >= 2 && meant.iter().all(|word| proven.contains(word))
}

fn derived(secret: &Salt, what: &[u8]) -> Hash {
    hash::hash(label::INVITATION, &[secret.as_bytes(), what])
}

/// What proves to the inviter that a claimant knows the secret and has these keys.
pub(crate) fn proof(secret: &Salt, inviter: &Uid, claimant: &UserState) -> Option<Hash> {
    let device = claimant.devices.first()?;
    let over = claimant.over(&device.cert);
    let parts = [inviter.as_bytes(), claimant.uid.as_bytes(), over.as_bytes()];
    Some(kdf::commit(&Secret::new(secret.0), label::CLAIM, &parts))
}

impl Engine {
    pub(crate) fn invite(
        &mut self,
        id: MsgId,
        draft: InvitationDraft,
        into: Option<Into>,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let there = into.as_ref().and_then(|into| Some((self.dialogs.get(&into.dialog)?, into.role)));
        if there.is_some_and(|(dialog, role)| !dialog.lets_in(role)) {
            return;
        }
        let policy = match there {
            Some((dialog, _)) => dialog.state.roster.policy,
            None if draft.sensitive && self.can_begin(Policy::Sensitive) => Policy::Sensitive,
            None => Policy::Standard,
        };
        let policy = (policy != Policy::Standard).then_some(policy);
        let intent = InviteIntent { into, policy, ..InviteIntent::make(draft, ctx) };
        self.put_out(id, intent, ctx, effects);
    }

    /// An invitation that was just made is kept; the dialog that it leads to.
    pub(crate) fn put_out(
        &mut self,
        id: MsgId,
        intent: InviteIntent,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) -> DialogId {
        self.keep(id, &Intent::Invite(intent.clone()), ctx, effects);
        self.remember_invitation(id, intent, effects)
    }

    /// The dialog that it leads to.
    pub(crate) fn remember_invitation(
        &mut self,
        id: MsgId,
        intent: InviteIntent,
        effects: &mut Vec<Effect>,
    ) -> DialogId {
        // Who was met already takes nothing up: the server hears of no invitation.
        let claimed = intent.met.as_ref().map(|met| met.uid);
        let invited = Invited {
            id,
            intent,
            registered: claimed.is_some(),
            claimed,
            guests: Vec::new(),
            by_code: false,
            unmatched: false,
            nameless: None,
            org: None,
            fate: Fate::default(),
            vouching: Vouching::default(),
        };
        let dialog = self.dialog_of(&invited);
        effects.push(Effect::Changed(dialog));
        self.invitations.insert(hash::invitation(&invited.intent.secret), invited);
        dialog
    }

    /// Whom an invitation leads to: who took it up by its link, if their proven name is the one that was meant,
    /// or the inviter has said that it is them.
    pub(crate) fn guest(&self, invited: &Invited) -> Option<Uid> {
        let uid = invited.claimed?;
        let named = self.proven_name(&uid).is_some_and(|name| is_meant(&invited.intent.name, name));
        ((named && !invited.by_code && !invited.unmatched) || invited.intent.confirmed == Some(uid))
            .then_some(uid)
    }

    /// The name that somebody's own login proves, as this device has seen it: one that somebody else vouches for lets
    /// nobody in by itself.
    pub(crate) fn proven_name(&self, uid: &Uid) -> Option<&str> {
        let own = |who: &&Identity| {
            who.vouched_by.as_ref().is_none_or(|by| by.uid == self.me.uid && by.login.is_some())
        };
        self.people.get(uid).filter(own).map(|who| who.name.as_str())
    }

    /// Who took up an invitation without being known for who was meant.
    pub(crate) fn stranger(&self, invited: &Invited) -> Option<Uid> {
        if self.guest(invited).is_some() { None } else { invited.claimed }
    }

    /// The inviter has looked at who took up an invitation.
    pub(crate) fn judge_guest(
        &mut self,
        id: &InvitationId,
        right: bool,
        ctx: &mut Ctx<'_>,
        effects: &mut Vec<Effect>,
    ) {
        let Some(invited) = self.invitations.get_mut(id) else { return };
        match invited.claimed {
            Some(uid) if right => invited.intent.confirmed = Some(uid),
            Some(uid) => invited.refuse(uid),
            None => return,
        }
        self.name_login(id, ctx.now);
        self.keep_invitation(id, ctx, effects);
    }

    /// The dialog that an invitation leads to.
    pub(crate) fn dialog_of(&self, invited: &Invited) -> DialogId {
        if let Some(into) = &invited.intent.into {
            return into.dialog;
        }
        hash::dialog(&self.tenant.tenant, &self.me.uid, &invited.salt())
    }

    /// Whether an invitation leads to a dialog.
    pub(crate) fn is_awaited(&self, id: &DialogId) -> bool {
        self.invitations.values().any(|invited| self.dialog_of(invited) == *id)
    }

    /// An invitation made as `id`.
    pub(crate) fn invitation(&self, id: &MsgId) -> Option<(&InvitationId, &Invited)> {
        self.invitations.iter().find(|(_, invited)| invited.id == *id)
    }

    /// What an invitation says of who invites.
    fn inviter(&self, invited: &Invited) -> Inviter {
        let (uid, secret, level) = (self.me.uid, invited.intent.secret, self.asked_by(invited));
        let vouches = invited.intent.vouches.map(|nonce| voucher::promise(&nonce));
        let number = invited.intent.number.as_ref().map(|_| true);
        let (name, by_code, guardian) = (self.me.name.clone(), None, None);
        Inviter { uid, name, secret, level, vouches, by_code, number, guardian }
    }

    /// The link to hand over for an invitation.
    pub(crate) fn link_of(&self, invited: &Invited) -> String {
        Invitation { home: self.me.home.clone(), from: Some(self.inviter(invited)) }.to_link()
    }

    /// The link to hand over for an invitation made as `id`, and until when it can be used.
    #[must_use]
    pub fn link(&self, id: &MsgId) -> Option<(String, u64)> {
        let (_, invited) = self.invitation(id)?;
        Some((self.link_of(invited), invited.intent.until))
    }

    /// The dialog that an invitation made as `id` leads to.
    #[must_use]
    pub fn invited_to(&self, id: &MsgId) -> Option<DialogId> {
        self.invitation(id).map(|(_, invited)| self.dialog_of(invited))
    }

    /// Whether the server does not know yet of an invitation made as `id`.
    #[must_use]
    pub fn is_unregistered(&self, id: &MsgId) -> bool {
        self.invitations.values().any(|invited| invited.id == *id && !invited.registered)
    }

    pub(crate) fn register_invitations(&mut self, effects: &mut Vec<Effect>) {
        let new: Vec<NewInvitation> = self
            .invitations
            .iter()
            // Who came to a table before its link was closed is told again with it.
            .filter(|(_, it)| !it.registered && (it.intent.withdrawn.is_none() || self.is_tended(it)))
            .map(|(id, invited)| NewInvitation {
                id: *id,
                until: invited.intent.until,
                seats: invited.seats(),
            })
            .filter(|new| !self.courier.is_out(|errand| *errand == Errand::Invite(new.id)))
            .collect();
        for new in new {
            self.call(Errand::Invite(new.id), Request::Invite(new), effects);
        }
    }

    /// Sends the claims whose inviters' chains are known.
    pub(crate) fn send_claims(&mut self, ctx: &mut Ctx<'_>, effects: &mut Vec<Effect>) {
        for (id, claim) in self.claims.clone() {
            if self.courier.is_out(|errand| *errand == Errand::Claim(id)) {
                continue;
            }
            match self.chains.get(&claim.inviter).map(|chain| chain.now().user_key) {
                None => drop(self.want_chain(claim.inviter, effects)),
                Some(key) => {
                    if let Some(request) = self.claim(&claim, &key, ctx) {
                        self.call(Errand::Claim(id), Request::Claim(request), effects);
                    }
                }
            }
        }
    }

    fn claim(&self, claim: &ClaimIntent, key: &samtale_wire::KemKey, ctx: &mut Ctx<'_>) -> Option<Claim> {
        let own = self.chains.get(&self.me.uid)?.now();
        let login = self.login_to_match();
        // Until somebody has looked at it there is nothing to show to others.
        let cards = if login.is_some() { Vec::new() } else { self.own_cards().ok()? };
        let org = self.me.org.clone();
        let plain = zeroize::Zeroizing::new(encode(&ClaimLetter { cards, org, login }));
        let letter = letter::seal(&self.me.uid, &claim.inviter, key, &plain, ctx.rng).ok()?;
        Some(Claim {
            id: claim.invitation(),
            proof: proof(&claim.secret, &claim.inviter, own)?,
            letter: Bytes(letter),
        })
    }
}

impl Dialog {
    /// Whether somebody may be let in as this at all.
    pub(crate) fn lets_in(&self, role: Role) -> bool {
        let roster = &self.state.roster;
        policy::lets_in(roster.policy, role, roster.coordinators())
    }
}

#[cfg(test)]
mod tests {
    use super::is_meant;

    #[test]
    fn a_name_is_the_meant_one_when_every_word_of_it_is_proven() {
        assert!(is_meant("Karen Holm", "Karen Marie Holm"));
        assert!(is_meant("karen  holm", "Karen Holm"));
        assert!(!is_meant("Karen Holm", "Karen Vind"));
        assert!(!is_meant("Karen", "Karen Holm"), "a first name fits too many");
        assert!(!is_meant("", "Karen Holm"));
    }
}
