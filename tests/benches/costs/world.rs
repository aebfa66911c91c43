//! A town in which Ali has a thousand dialogs, each with another citizen: written with real logins and real
//! keys at the real server, then read once by Ali's own client, which keeps its key ring.
//! Refuses shortcuts at the server: every entry was judged by it.

use crate::client::{Phone, words};
use futures::StreamExt;
use samtale_client::view::InboxView;
use samtale_journeys::{Beginning, Forger, Insider, Story, Town};
use samtale_membership::apply::parse;
use samtale_seal::Secret;
use samtale_wire::entry::Role;
use samtale_wire::{DialogId, VerifyKey};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// How many dialogs Ali has.
pub const DIALOGS: usize = 1000;
/// How many posts the long one has.
pub const POSTS: usize = 1000;
/// How many are made at the same time.
const TOGETHER: usize = 8;

/// What a reader must hold to read a dialog: its secret, and whom its posts are by.
pub struct Keys {
    pub secret: Secret,
    pub signs: Vec<(samtale_wire::DeviceId, VerifyKey)>,
}

/// Ali's town.
pub struct World {
    pub town: Town,
    pub ali: Phone,
    pub keys: BTreeMap<DialogId, Keys>,
    /// The dialog with all those posts.
    pub long: DialogId,
    /// How many entries it has.
    pub entries: u64,
}

impl World {
    /// Makes it.
    pub async fn make() -> Self {
        let town = Town::open().await;
        let ali = Phone::enrol(&town, "Ali Mentor", &town.staff_link()).await;
        let hand = ali.borrowed().opens(&town, "Ali Mentor").await;
        let forger = Forger::of(&town);
        let (mut keys, mut first) = (BTreeMap::new(), None);
        let mut made =
            futures::stream::iter((0..DIALOGS).map(|number| dialog(&town, &forger, &hand, number)))
                .buffer_unordered(TOGETHER);
        while let Some((story, citizen)) = made.next().await {
            keys.insert(story.dialog(), keys_of(&story, &hand, &citizen));
            first.get_or_insert((story, citizen));
        }
        drop(made);
        let (mut story, citizen) = first.expect("a dialog");
        for number in 1..POSTS {
            let by = if number % 3 == 0 { &hand } else { &citizen };
            let post = story.post(&by.hand, &words(number));
            by.appends(&mut story, post).await;
        }
        let (long, entries) = (story.dialog(), story.state.tip.seq + 1);
        let world = Self { town, ali, keys, long, entries };
        world.ali_reads().await;
        world
    }

    /// Ali's client reads all of it, and keeps its key ring until every dialog can sleep.
    async fn ali_reads(&self) {
        let ali = self.ali.watched(&self.town).await;
        ali.inbox_until(is_whole).await;
        let mut rings = 0;
        loop {
            let more = async {
                while ali.network.rings_answered() == rings {
                    sleep(Duration::from_millis(10)).await;
                }
            };
            if timeout(Duration::from_secs(2), more).await.is_err() && rings > DIALOGS / 64 {
                return ali.session.lock().await;
            }
            rings = ali.network.rings_answered();
            // A ring that has only grown is kept now and then, and there are so many snapshots in each.
            self.town.minutes_go_by(6);
            drop(ali.session.dialog(&self.long.to_string()));
        }
    }
}

/// Whether every dialog is in the list with what was said last.
pub fn is_whole(view: &InboxView) -> bool {
    view.rows.len() >= DIALOGS && view.rows.iter().all(|row| !row.last.is_empty())
}

async fn dialog(town: &Town, forger: &Forger, ali: &Insider, number: usize) -> (Story, Insider) {
    let name: &'static str = Box::leak(format!("{} {}", FIRST[number % 20], LAST[number / 20 % 50]).into());
    let (link, _) = ali.invites(town).await;
    let citizen = Insider::enrol(town, name, &link).await;
    let org = ali.opened.org.clone().expect("employed");
    let her = citizen.hand.pin();
    let mut beginning = Beginning::new(forger.tenant, forger.head_key(), &ali.hand, org, &[her]);
    beginning.payload.t = town.now();
    let hands = [&ali.hand, &citizen.hand].map(|it| (it.uid, it.chain().expect("a chain")));
    let mut story = beginning.story(&ali.hand, hands.into()).expect("a beginning");
    ali.begins(&story).await;
    let mut offer = story.offer(&ali.hand, (&ali.vault.card, &citizen.vault.card), her, Role::Citizen);
    offer.propose.until = town.now() + 300 * 86_400;
    let offer = story.offers(&ali.hand, &offer);
    ali.appends(&mut story, offer).await;
    let proposal = story.state.roster.proposals[0].id;
    let join = story.join(&citizen.hand, proposal);
    citizen.appends(&mut story, join).await;
    let cites = story.cited(proposal);
    let admission = story.admission(&ali.hand, proposal, cites, &her);
    ali.appends(&mut story, admission).await;
    let post = story.post(&citizen.hand, &words(number));
    citizen.appends(&mut story, post).await;
    (story, citizen)
}

fn keys_of(story: &Story, ali: &Insider, citizen: &Insider) -> Keys {
    let last = story.told.last().expect("a post");
    let (_, payload) = parse(&last.entry.0).expect("an entry");
    let signs = [ali, citizen].map(|it| (it.hand.dev, it.hand.keys().verify_key())).into();
    Keys { secret: story.secrets[&payload.epoch].clone(), signs }
}

const FIRST: [&str; 20] = [
    "Karen", "Mads", "Sofie", "Emil", "Ida", "Noah", "Freja", "Lucas", "Clara", "Oscar", "Anna", "Victor",
    "Ella", "Magnus", "Alma", "Frederik", "Josefine", "Malthe", "Laura", "William",
];
const LAST: [&str; 50] = [
    "Holm",
    "Vind",
    "Bach",
    "Lund",
    "Dahl",
    "Friis",
    "Krogh",
    "Juhl",
    "Skov",
    "Bjerg",
    "Kjær",
    "Toft",
    "Riis",
    "Lind",
    "Munk",
    "Bang",
    "Buch",
    "Dam",
    "Berg",
    "Winther",
    "Storm",
    "Fog",
    "Bech",
    "Ravn",
    "Thorsen",
    "Vestergaard",
    "Søndergaard",
    "Mortensen",
    "Mikkelsen",
    "Frederiksen",
    "Laursen",
    "Jepsen",
    "Villadsen",
    "Clausen",
    "Carlsen",
    "Svendsen",
    "Eriksen",
    "Bertelsen",
    "Kruse",
    "Brandt",
    "Hald",
    "Schou",
    "Lauridsen",
    "Nygaard",
    "Østergaard",
    "Bruun",
    "Dalsgaard",
    "Overgaard",
    "Hedegaard",
    "Nørgaard",
];
