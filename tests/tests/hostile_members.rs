//! A hostile server with an insider: nobody comes in, and nobody becomes more, than was consented to.
//! Each time Karen's real app is shown forged entries with valid server heads, and stops believing.

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use samtale_client::view::{BubbleView, DialogView};
use samtale_journeys::{
    Beginning, Hand, Insider, Person, Plot, Stage, acts, bring_draft, bubbles, draft, ghost, granted_to,
    is_sent, notices, settled, until_told,
};
use samtale_membership::apply::parse;
use samtale_membership::{Violation, hash};
use samtale_seal::letter;
use samtale_wire::api::{Append, FeedItem};
use samtale_wire::entry::{Body, Join, Policy, Rebind, RebindIntent, Role, Scope, Withdraw};
use samtale_wire::{Bytes, Hash, Uid, encode};

/// Ali proposes, and the subject says yes at once; the proposal.
fn offered(plot: &mut Plot, stage: &Stage, whom: &Insider) -> Hash {
    let cards = (&stage.ali.vault.card, &whom.vault.card);
    let offer = plot.story.offer(&stage.ali.hand, cards, whom.hand.pin(), Role::External);
    let proposal = plot.goes(plot.story.offers(&stage.ali.hand, &offer));
    plot.goes(plot.story.join(&whom.hand, proposal));
    proposal
}

/// Ali's entry that lets somebody in.
fn admission(plot: &mut Plot, stage: &Stage, whom: &Insider, proposal: Hash, cites: Vec<Hash>) -> Append {
    plot.story.admission(&stage.ali.hand, proposal, cites, &whom.hand.pin())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ghost_participant_whom_karen_never_consented_to_is_nobody() {
    let mut stage = Stage::talking().await;
    stage.ali_posts("Ægte").await;
    let ghost = stage.meets("En Fremmed").await;
    let mut plot = stage.plot();
    let proposal = offered(&mut plot, &stage, &ghost);
    let cites = plot.story.cited(proposal);
    let forged = admission(&mut plot, &stage, &ghost, proposal, cites);
    assert!(granted_to(&forged).contains(&ghost.hand.uid));
    let view = plot.ends(&stage, forged, Violation::Consents).await;
    assert_eq!(bubbles(&view)[0].text, "Ægte");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ghost_participant_who_was_only_granted_a_key_is_nobody() {
    let mut stage = Stage::talking().await;
    let ghost = stage.meets("En Fremmed").await;
    let mut plot = stage.plot();
    // A rotation whose secret one more can read: no consent, no Admit.
    let chain = ghost.hand.chain().expect("a chain");
    let (epoch, envelopes) = plot.story.next_epoch(&stage.ali.hand, &[chain.now()], &[]);
    let body = Body::Rotate(samtale_wire::entry::Rotate { garbage: false, epoch });
    let forged = Append { envelopes, ..plot.story.plain(&stage.ali.hand, body) };
    plot.ends(&stage, forged, Violation::Grants).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_alone_cannot_write_in_alis_name() {
    let stage = Stage::talking().await;
    let plot = stage.plot();
    let mask = Hand { seeds: ghost(&stage).seeds, ..stage.ali.hand.clone() };
    let forged = plot.story.post(&mask, "Ring til mig på dette nummer");
    let view = plot.ends(&stage, forged, Violation::BadSignature).await;
    assert!(bubbles(&view).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ghost_cannot_write_in_its_own_name() {
    let stage = Stage::talking().await;
    let mut plot = stage.plot();
    let ghost = ghost(&stage);
    plot.story.knows(&ghost);
    stage.karen.network.tells_chain(ghost.uid, &ghost.entries);
    let forged = plot.story.post(&ghost, "Jeg er også med");
    let view = plot.ends(&stage, forged, Violation::NotAMember).await;
    assert!(bubbles(&view).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_replayed_on_another_proposal_admits_nobody() {
    let mut stage = Stage::talking().await;
    let mette = stage.meets("Mette Vind").await;
    let proposal = stage.proposes(&mette).await;
    stage.karen_agrees().await;
    let karens_yes = stage.story.cited(proposal);
    assert_eq!(karens_yes.len(), 1, "a real yes, to Mette");
    let ghost = stage.meets("En Fremmed").await;
    let mut plot = stage.plot();
    let other = offered(&mut plot, &stage, &ghost);
    let mut cites = [karens_yes, plot.story.cited(other)].concat();
    cites.sort_unstable();
    let forged = admission(&mut plot, &stage, &ghost, other, cites);
    plot.ends(&stage, forged, Violation::Consents).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_after_its_withdrawal_admits_nobody() {
    let mut stage = Stage::talking().await;
    let mette = stage.meets("Mette Vind").await;
    let proposal = stage.agreed_on(&mette).await;
    let cites = stage.story.cited(proposal);
    stage.karen.does(&stage.dialog, &format!("withdraw {proposal}")).await;
    let next = stage.story.state.tip.seq + 1;
    stage.ali.follows(&mut stage.story, next).await;
    let back = "Du tog dit ja til Mette tilbage";
    stage.karen.until(&stage.dialog, |view| notices(view).iter().any(|line| line == back)).await;
    let mut plot = stage.plot();
    let forged = admission(&mut plot, &stage, &mette, proposal, cites);
    plot.ends(&stage, forged, Violation::NoProposal).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_consent_after_its_giver_is_gone_admits_nobody() {
    let mut stage = Stage::talking().await;
    let mette = stage.meets("Mette Vind").await;
    let proposal = stage.agreed_on(&mette).await;
    // Karen goes herself: there is nobody any more who could take the yes back.
    stage.karen.does(&stage.dialog, "leave").await;
    let next = stage.story.state.tip.seq + 1;
    stage.ali.follows(&mut stage.story, next).await;
    let left = "Du har forladt samtalen";
    stage.karen.until(&stage.dialog, |view| notices(view).iter().any(|line| line == left)).await;
    let mut plot = stage.plot();
    let cites = plot.story.cited(proposal);
    let forged = admission(&mut plot, &stage, &mette, proposal, cites);
    plot.ends(&stage, forged, Violation::Approvers).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_re_admission_on_an_old_consent_admits_nobody() {
    for again in [true, false] {
        re_admission(again).await;
    }
}

/// Mette was in, and is put in once more on what Karen said then.
async fn re_admission(again: bool) {
    let mut stage = Stage::talking().await;
    let mette = stage.meets("Mette Vind").await;
    let proposal = stage.brings(&mette).await;
    let yes = &stage.story.state.roster.member(&mette.hand.uid).expect("in").yes;
    let mut cites: Vec<Hash> = yes.iter().map(|yes| yes.entry).collect();
    cites.sort_unstable();
    let removal = stage.story.removal(&stage.ali.hand, vec![mette.hand.uid]);
    stage.ali.appends(&mut stage.story, removal).await;
    stage.karen.until(&stage.dialog, |view| view.members.len() == 2).await;

    // Under the old proposal, or under a new one that Karen has yet to answer.
    let mut plot = stage.plot();
    if again {
        let forged = admission(&mut plot, &stage, &mette, proposal, cites);
        plot.ends(&stage, forged, Violation::NoProposal).await;
    } else {
        let new = offered(&mut plot, &stage, &mette);
        let forged = admission(&mut plot, &stage, &mette, new, cites);
        plot.ends(&stage, forged, Violation::Consents).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approver_removed_first_is_still_asked() {
    // The dialog is about Karen and Bo: both are asked for whoever else may come.
    let mut stage = Stage::about(&["Bo Holm"]).await;
    let bo = stage.others.remove(0);
    let mut plot = stage.plot();
    let cards = (&stage.ali.vault.card, &bo.vault.card);
    let offer = plot.story.offer(&stage.ali.hand, cards, bo.hand.pin(), Role::Citizen);
    let proposal = plot.goes(plot.story.offers(&stage.ali.hand, &offer));
    plot.goes(plot.story.join(&bo.hand, proposal));
    let cites = plot.story.cited(proposal);
    let admit = plot.story.admission(&stage.ali.hand, proposal, cites, &bo.hand.pin());
    plot.goes(admit);
    // Bo would say no: so Ali puts Bo out first, and asks Karen alone.
    let removal = plot.story.removal(&stage.ali.hand, vec![bo.hand.uid]);
    plot.goes(removal);
    plot.is_told(&stage);
    stage.karen.until(&stage.dialog, |view| view.members.len() == 2 && view.may_write).await;
    stage.story = plot.story;

    let shared = stage.takes_over();
    let ghost = stage.meets("En Fremmed").await;
    let mut plot = stage.plot();
    let proposal = offered(&mut plot, &stage, &ghost);
    plot.is_told(&stage);
    let next = plot.story.state.tip.seq + 1;
    *shared.lock().expect("unpoisoned") = plot.story;
    stage.karen.agree(&stage.dialog).await;
    stage.story = until_told(&shared, |story| story.state.tip.seq == next).await;
    let back = format!("withdraw {proposal}");
    stage.karen.until(&stage.dialog, |view| acts(view).iter().any(|it| it.act == back)).await;
    let mut plot = stage.plot();
    let cites = plot.story.cited(proposal);
    assert_eq!(cites.len(), 2, "the ghost and Karen, not Bo");
    let forged = admission(&mut plot, &stage, &ghost, proposal, cites);
    plot.ends(&stage, forged, Violation::Consents).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_founder_without_consent_founds_nothing() {
    let stage = Stage::talking().await;
    let (ali, org) = (&stage.ali, stage.ali.opened.org.clone().expect("employed"));
    let mut beginning =
        Beginning::new(stage.forger.tenant, stage.forger.head_key(), &ali.hand, org, &[stage.her]);
    let karens = stage.story.chains[&stage.her.uid].now().clone();
    let alis = ali.hand.chain().expect("a chain").now().clone();
    let readers = if alis.uid < karens.uid { [&alis, &karens] } else { [&karens, &alis] };
    beginning.grants_to(readers[0], &[readers[1]]);
    let judged = beginning.story(&ali.hand, stage.story.chains.clone()).map(drop);
    assert_eq!(judged, Err(Violation::Grants));

    stage.tells(&[beginning.signed(&ali.hand)]);
    stage.settles().await;
    let dialog = beginning.payload.dialog.to_string();
    assert!(stage.karen.session.post(&dialog, "Hemmeligt".into()).await.is_err(), "it is not there");
    let inbox = stage.karen.inbox_until(|inbox| !inbox.rows.is_empty()).await;
    assert_eq!(inbox.rows.len(), 1, "Karen is in no dialog that she did not say yes to");
    assert_eq!(inbox.rows[0].dialog, stage.dialog);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_under_a_swapped_policy_counts_for_nothing() {
    let mut stage = Stage::talking().await;
    let mette = stage.meets("Mette Vind").await;
    let mut plot = stage.plot();
    let proposal = plot.goes(stage.offer(&mette));
    // Mette was shown another policy: her yes is to that one.
    let citizens = plot.story.state.roster.citizens.iter().map(|it| (it.uid, it.approves));
    let policy = hash::policy_of(Policy::Sensitive, citizens);
    let until = plot.story.state.roster.proposals[0].until;
    let join = Join { proposal, text: Hash([4; 32]), until, policy };
    let forged = plot.story.plain(&mette.hand, Body::Join(join));
    plot.ends(&stage, forged, Violation::Policy).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_swapped_in_the_beginning_is_another_log() {
    let mut stage = Stage::talking().await;
    stage.ali_posts("Ægte").await;
    // The same dialog id, begun by Ali once more, with another policy.
    stage.beginning.create.policy = Policy::Sensitive;
    let begun = stage.beginning.signed(&stage.ali.hand);
    let mut swapped = stage.beginning.story(&stage.ali.hand, stage.story.chains.clone()).expect("a log");
    assert_eq!(swapped.tells(stage.story.told[1].clone()), Err(Violation::ChainBroken));
    let forger = samtale_journeys::Forger::of(&stage.town);
    // Her device reads the log from its beginning.
    stage.karen.network.rewrite_briefs(Box::new(Vec::clear));
    stage.karen.network.rewrite(Box::new(move |feed| {
        for item in &mut feed.items {
            if let FeedItem::Entry(it) = item
                && parse(&it.entry.0).is_ok_and(|(_, payload)| payload.seq == 0)
            {
                it.entry = begun.entry.clone();
            }
        }
        forger.seals(feed);
    }));
    let stage = stage.restarted().await;
    let view = stage.disbelieved().await;
    assert!(bubbles(&view).iter().all(|it| it.text != "Ægte"), "nothing after it is believed");
}

#[tokio::test(flavor = "multi_thread")]
async fn role_laundering_makes_nobody_staff_nor_the_one_it_is_about() {
    let cases: [(Role, Violation); 3] = [
        (Role::Employee, Violation::Employment),
        (Role::Citizen, Violation::Role),
        (Role::Coordinator, Violation::Employment),
    ];
    for (role, rule) in cases {
        let mut stage = Stage::talking().await;
        let ghost = stage.meets("En Fremmed").await;
        // With Ali's own employment, which is somebody else's.
        let org = stage.ali.opened.org.clone();
        let forged = stage.offer_as(&ghost, role, |propose| propose.org = org);
        let view = stage.plot().ends(&stage, forged, rule).await;
        assert!(view.consent.is_none(), "Karen is not even asked");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn role_laundering_by_a_second_coordinator_or_by_an_outsider_is_refused() {
    let mut stage = Stage::talking().await;
    let colleague = Insider::enrol(&stage.town, "Lis Berg", &stage.town.staff_link()).await;
    stage.story.knows(&colleague.hand);
    let org = colleague.opened.org.clone();
    let forged = stage.offer_as(&colleague, Role::Coordinator, |propose| propose.org = org);
    stage.plot().ends(&stage, forged, Violation::Role).await;

    let mut stage = Stage::talking().await;
    let mette = stage.meets("Mette Vind").await;
    stage.brings(&mette).await;
    let ghost = stage.meets("En Fremmed").await;
    let cards = (&mette.vault.card, &ghost.vault.card);
    let offer = stage.story.offer(&mette.hand, cards, ghost.hand.pin(), Role::External);
    let forged = stage.story.offers(&mette.hand, &offer);
    stage.plot().ends(&stage, forged, Violation::Role).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_withdrawal_puts_nobody_out() {
    let mut stage = Stage::talking().await;
    let mette = stage.meets("Mette Vind").await;
    let proposal = stage.brings(&mette).await;
    // Ali never said yes to Mette, so it is not Ali's to take back.
    let forged = stage.story.plain(&stage.ali.hand, Body::Withdraw(Withdraw { proposal }));
    stage.plot().ends(&stage, forged, Violation::NoProposal).await;
}

/// A ghost says that it is Karen, who lost her phone.
fn asks_back(stage: &Stage, plot: &mut Plot, ghost: &Hand, old: Uid) -> Hash {
    plot.story.knows(ghost);
    stage.karen.network.tells_chain(ghost.uid, &ghost.entries);
    let body = Body::RebindIntent(RebindIntent { old, card: Hash([8; 32]), letters: Vec::new() });
    plot.goes(plot.story.plain(ghost, body))
}

/// Ali lets the ghost take a place.
fn rebinding(stage: &Stage, plot: &mut Plot, ghost: &Hand, old: Uid, intent: Hash) -> Append {
    let chain = ghost.chain().expect("a chain");
    let (epoch, envelopes) = plot.story.next_epoch(&stage.ali.hand, &[chain.now()], &[old]);
    let body = Body::Rebind(Box::new(Rebind { intent, org: None, epoch }));
    Append { envelopes, ..plot.story.plain(&stage.ali.hand, body) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebind_by_one_insider_alone_does_not_take_the_place_of_one_who_still_speaks() {
    let mut stage = Stage::talking().await;
    let shared = stage.takes_over();
    let ghost = ghost(&stage);
    let mut plot = stage.plot();
    let intent = asks_back(&stage, &mut plot, &ghost, stage.her.uid);
    *shared.lock().expect("unpoisoned") = plot.story.clone();
    plot.is_told(&stage);
    let asked = |line: &String| line.ends_with("har fået en ny enhed");
    stage.karen.until(&stage.dialog, |view| notices(view).iter().any(asked)).await;
    stage.karen.post(&stage.dialog, "Det er ikke mig!").await;
    let next = plot.story.state.tip.seq + 1;
    stage.story = until_told(&shared, |story| story.state.tip.seq == next).await;
    let hers = |it: &BubbleView| it.text == "Det er ikke mig!" && is_sent(it);
    let sent = |view: &DialogView| bubbles(view).iter().any(hers);
    stage.karen.until(&stage.dialog, sent).await;
    let mut plot = stage.plot();
    let forged = rebinding(&stage, &mut plot, &ghost, stage.her.uid, intent);
    plot.ends(&stage, forged, Violation::Contested).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebind_by_one_insider_alone_never_moves_the_insiders_own_place() {
    let stage = Stage::talking().await;
    // To a colleague, who is employed as well: so it is only that Ali alone would do it.
    let colleague = Insider::enrol(&stage.town, "Lis Berg", &stage.town.staff_link()).await;
    let mut plot = stage.plot();
    let ali = stage.ali.hand.uid;
    let intent = asks_back(&stage, &mut plot, &colleague.hand, ali);
    let chain = colleague.hand.chain().expect("a chain");
    let (epoch, envelopes) = plot.story.next_epoch(&stage.ali.hand, &[chain.now()], &[ali]);
    let org = colleague.opened.org.clone();
    let body = Body::Rebind(Box::new(Rebind { intent, org, epoch }));
    let forged = Append { envelopes, ..plot.story.plain(&stage.ali.hand, body) };
    plot.ends(&stage, forged, Violation::Subject).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rebind_by_one_insider_alone_gets_nothing_sealed_to_whom_nobody_vouched_for() {
    let mut stage = Stage::talking().await;
    let mette = stage.meets("Mette Vind").await;
    stage.brings(&mette).await;
    let ghost = ghost(&stage);
    let mut plot = stage.plot();
    let intent = asks_back(&stage, &mut plot, &ghost, mette.hand.uid);
    let rebind = rebinding(&stage, &mut plot, &ghost, mette.hand.uid, intent);
    plot.goes(rebind);
    // The rules allow it: it is for each app to look at the card, and there is none.
    plot.is_told(&stage);
    let unproven = |view: &DialogView| view.members.iter().any(|member| !member.proven);
    let view = stage.karen.until(&stage.dialog, unproven).await;
    assert!(!Stage::readers(&view).contains(&("Mette Vind".into(), true)), "not under Mette's name");
    stage.seals_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_reset_just_before_a_history_share_shares_nothing() {
    let town = samtale_journeys::Town::open().await;
    let (ali, karen, dialog) = Person::talking(&town).await;
    karen.post(&dialog, "Noget fortroligt").await;
    ali.reads(&dialog, "Noget fortroligt").await;
    // A namesake with a real card, who takes Mette's place on the server's word.
    let other = ali.session.invite(draft("")).await.expect("an invitation");
    let ghost = Insider::enrol(&town, "Mette Vind", &other.link).await;
    let bring = bring_draft("Mette Vind", "all");
    let invitation = ali.session.bring(&dialog, bring).await.expect("an invitation");
    let inviter = samtale_wire::invitation::Invitation::from_link(&invitation.link).expect("a link");
    let inviter = inviter.from.expect("an inviter").uid;
    let key = ghost.chain_of(inviter).await.now().user_key;
    let content = samtale_engine::content::ClaimLetter {
        cards: vec![ghost.vault.card.clone()],
        org: None,
        login: None,
    };
    let rng = &mut samtale_client::adapters::entropy::system();
    let sealed = letter::seal(&ghost.hand.uid, &inviter, &key, &encode(&content), rng).expect("sealed");
    let uid = ghost.hand.uid;
    ali.network.tells_chain(uid, &ghost.hand.entries);
    ali.network.rewrite(Box::new(move |feed| {
        for item in &mut feed.items {
            if let FeedItem::Claimed(claimed) = item {
                (claimed.uid, claimed.letter) = (uid, Bytes(sealed.clone()));
            }
        }
    }));
    let mette = Person::enrol(&town, "Mette Vind", &invitation.link).await;
    // Ali's app has looked at who that is, and at the claim.
    ali.network.until_called(&format!("/v1/users/{uid}"), 1).await;
    karen.post(&dialog, "Er Mette her?").await;
    ali.reads(&dialog, "Er Mette her?").await;
    settled(&ali.network, &samtale_journeys::Forger::of(&town), town.now()).await;
    let proposed = |append: &Append| match parse(&append.entry.0).expect("an entry").1.body {
        Body::Propose(propose) => Some((propose.subject.uid, propose.scope)),
        _ => None,
    };
    let to_her: Vec<(Uid, Scope)> = ali.network.appends().iter().filter_map(proposed).collect();
    assert!(to_her.iter().all(|(subject, _)| *subject != uid), "nothing is shared with the ghost");

    // The honest server tells of Mette, and she is asked.
    ali.network.honest();
    let ali = ali.restart().await;
    mette.inbox_until(|inbox| inbox.rows.iter().any(|row| row.waiting.is_some())).await;
    assert!(ali.network.appends().iter().filter_map(proposed).all(|(subject, _)| subject != uid));
}
