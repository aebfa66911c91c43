//! A few people, their devices, one mailbox, and a network that loses, doubles, delays and reorders. Each
//! step is drawn from a number: the same number is the same world.
//! Refuses to look into engines: it does what apps do.

use crate::device::{Calls, Device};
use crate::flight::{Flight, Luck};
use crate::mailbox::{Mailbox, Mutant};
use crate::seeded::Seeded;
use crate::town::Town;
use samtale_engine::consent::text_hash;
use samtale_engine::content::{Act, Carried};
use samtale_engine::courier::Fault;
use samtale_engine::enrol::Enrolment;
use samtale_engine::join::{Joining, Next};
use samtale_engine::show::chosen;
use samtale_engine::text::Texts;
use samtale_engine::view::{Answer, BringDraft, DialogView, InvitationDraft, ItemView, Language, PostState};
use samtale_engine::{Ctx, DeviceWish, Hand, Input, Saying};
use samtale_membership::card::FRESH;
use samtale_membership::policy::DAY;
use samtale_wire::api::Code;
use samtale_wire::device_link::Link;
use samtale_wire::invitation::Invitation;
use samtale_wire::user::Card;
use samtale_wire::{DeviceId, DialogId, Hash, LinkId, MsgId, Salt};
use std::collections::BTreeMap;

/// When it begins, seconds since 1970.
const T0: u64 = 1_800_000_000;
/// Who is invited in the course of it, after Karen: each to a dialog of their own, or into one that is there.
const GUESTS: [&str; 6] = ["Mette Vind", "Per Dal", "Ida Krogh", "Jonas Skov", "Sara Lund", "Omar Aziz"];

/// A new device at a link.
struct Coming {
    name: &'static str,
    joining: Joining,
    card: Card,
    link: LinkId,
    since: u64,
}

/// What somebody wrote, once their device had taken it.
pub struct Said {
    pub text: String,
    pub device: usize,
    pub dialog: DialogId,
}

/// The world.
pub struct World {
    pub mailbox: Mailbox,
    pub devices: Vec<Device>,
    pub said: BTreeMap<MsgId, Said>,
    pub texts: Texts,
    flights: Vec<(usize, u32, Flight)>,
    /// Links that were handed over and nobody has opened, and to whom.
    invitations: Vec<(String, &'static str)>,
    guests: Vec<&'static str>,
    /// Secrets of links for new devices, and by which device.
    links: Vec<(usize, Salt)>,
    coming: Vec<Coming>,
    /// What happened how often.
    pub seen: BTreeMap<&'static str, u64>,
    seed: u64,
}

impl World {
    /// Ali is employed; Karen has his link.
    pub fn new(seed: u64, mutant: Mutant) -> Self {
        let mailbox = Mailbox::new(Town::new(seed << 8), T0, mutant);
        let mut world = Self {
            mailbox,
            devices: Vec::new(),
            said: BTreeMap::new(),
            texts: Texts::new(Language::Danish),
            flights: Vec::new(),
            invitations: Vec::new(),
            guests: GUESTS.to_vec(),
            links: Vec::new(),
            coming: Vec::new(),
            seen: BTreeMap::new(),
            seed,
        };
        let home = world.mailbox.town.home.clone();
        world.enrols("Ali Mentor", Invitation { home, from: None });
        let id = world.devices[0].msg_id();
        let [name, topic, purpose, first] =
            ["Karen Holm", "Vejen til læreplads", "Så vi kan aftale møder.", "Velkommen"].map(str::to_owned);
        let draft = InvitationDraft { name, topic, purpose, first, sensitive: false };
        world.steps(0, Input::Invite(id, draft, None), None);
        let link = world.devices[0].engine.as_ref().and_then(|it| it.link(&id)).expect("a link").0;
        world.enrols("Karen Holm", Invitation::from_link(&link).expect("a link"));
        world
    }

    fn notes(&mut self, what: &'static str) {
        *self.seen.entry(what).or_default() += 1;
    }

    fn draws(&mut self) -> (u64, i64) {
        let mut luck = Luck::new(self.seed ^ (self.devices.len() as u64 + 1) << 32);
        (luck.next() >> 16, luck.below(240) as i64 - 120)
    }

    /// Somebody new opens an invitation and logs in.
    fn enrols(&mut self, name: &'static str, invitation: Invitation) {
        let (seed, skew) = self.draws();
        let staff = invitation.from.is_none();
        let now = self.mailbox.now;
        let mut rng = Seeded(seed);
        let mut ctx = Ctx { now, rng: &mut rng };
        let steps = Enrolment::begin(invitation, &self.mailbox.town.card.0, &mut ctx).expect("an invitation");
        let token = self.mailbox.town.log_in(steps.page("da"), name, now);
        let card = steps.card(token).expect("a card");
        let enrolled = steps.finish(card, &mut ctx).expect("keys");
        let opened = self.mailbox.enrol(&enrolled.request, staff);
        let mut device = Device::new(name, enrolled.kept, seed, skew);
        device.disk.extend(enrolled.claim);
        self.devices.push(device);
        let at = self.devices.len() - 1;
        let calls = self.devices[at].opens(opened, now, Mutant::None).expect("just enrolled");
        self.sends(at, calls);
    }

    fn sends(&mut self, device: usize, calls: Calls) {
        let life = self.devices[device].life;
        self.flights.extend(
            calls.into_iter().map(|(ticket, request)| (device, life, Flight::Asked(ticket, request))),
        );
    }

    fn steps(&mut self, device: usize, input: Input, cut: Option<usize>) {
        let calls = self.devices[device].steps(input, self.mailbox.now, cut);
        self.sends(device, calls);
    }

    /// Locked or taken away, a device hears nothing.
    fn hears(&self, device: usize, life: u32) -> bool {
        self.devices[device].life == life && self.devices[device].engine.is_some()
    }

    fn opens(&mut self, device: usize) -> Result<(), String> {
        let caller = self.devices[device].caller;
        match self.mailbox.starts(&caller) {
            Ok((opened, briefs, from)) => {
                let (now, mutant) = (self.mailbox.now, self.mailbox.mutant);
                let calls = self.devices[device].opens(opened, now, mutant)?;
                self.sends(device, calls);
                let it = &mut self.devices[device];
                it.read_to = if it.goes_on_from_ring() { from } else { 0 };
                it.polls = true;
                self.flights.push((device, it.life, Flight::Told(briefs)));
            }
            Err(_) => self.ends(device),
        }
        Ok(())
    }

    /// It was taken away: nothing stays readable on it.
    fn ends(&mut self, device: usize) {
        self.devices[device].locks();
        self.devices[device].gone = true;
    }

    /// One step, drawn from a number.
    pub fn takes_a_step(&mut self, number: u64) -> Result<(), String> {
        let luck = &mut Luck::new(number);
        let device = luck.below(self.devices.len());
        let awake = self.devices[device].engine.is_some();
        match luck.below(1000) {
            0..520 if !self.flights.is_empty() => self.carries(luck),
            0..700 => self.polls(device, luck),
            700..715 => self.steps(device, Input::Tick, None),
            715..730 => self.looks_back(device, luck),
            730..820 => self.posts(device, luck),
            820..890 => self.answers(device, luck),
            890..900 => self.retries(device, luck),
            900 if luck.below(4) == 0 => self.acts(device, luck, true),
            900..908 => self.acts(device, luck, false),
            908..930 => self.mailbox.now += 1 + luck.below(20) as u64,
            930..932 => self.mailbox.now += 60 + luck.below(7200) as u64,
            932 if luck.below(30) == 0 => {
                self.notes("weeks");
                self.mailbox.now += 60 * DAY + luck.below(40) as u64 * DAY;
            }
            933..936 if awake => {
                self.notes("restart");
                self.opens(device)?;
            }
            936..940 if awake => {
                self.notes("crash");
                let cut = Some(luck.below(4));
                self.steps(device, Input::Tick, cut);
            }
            940..943 if awake => {
                self.notes("lock");
                self.devices[device].locks();
            }
            933..965 if !awake && !self.devices[device].gone => self.opens(device)?,
            965..975 => self.brings(device, luck),
            975..980 => self.comes_in(),
            980..984 => self.shows_a_link(device),
            984..998 => self.joins()?,
            998 => self.takes_away(device, luck),
            _ => {}
        }
        Ok(())
    }

    /// Something of what is under way goes on, or does not.
    fn carries(&mut self, luck: &mut Luck) {
        if self.flights.is_empty() {
            return;
        }
        let (device, life, flight) = self.flights.swap_remove(luck.below(self.flights.len()));
        let Flight::Asked(ticket, request) = flight else { return self.arrives(device, life, flight, luck) };
        let caller = self.devices[device].caller;
        let offline = Err(Fault::Offline);
        let answer = match luck.below(20) {
            0 | 1 => {
                self.notes("lost on the way");
                offline
            }
            2 | 3 => {
                self.notes("answer lost");
                drop(self.mailbox.takes(&caller, &request));
                offline
            }
            4 => {
                self.notes("doubled");
                let answer = self.mailbox.takes(&caller, &request);
                // Nobody waits for the second answer.
                self.flights.push((device, u32::MAX, Flight::Asked(ticket, request)));
                answer
            }
            _ => self.mailbox.takes(&caller, &request),
        };
        self.flights.push((device, life, Flight::Answered(ticket, answer)));
    }

    fn arrives(&mut self, device: usize, life: u32, flight: Flight, luck: &mut Luck) {
        if !self.hears(device, life) {
            return;
        }
        // Now and then the power goes while it is being taken in.
        let cut = (luck.below(200) == 0).then(|| luck.below(5));
        match flight {
            Flight::Answered(_, Err(Fault::Refused(Code::BadLogin))) => self.ends(device),
            Flight::Answered(ticket, answer) => self.steps(device, Input::Answered(ticket, answer), cut),
            Flight::Fed(feed, end) => {
                let again = (luck.below(20) == 0).then(|| feed.clone());
                self.devices[device].polls = false;
                self.devices[device].read_to = end;
                self.steps(device, Input::Fed(feed), cut);
                if let Some(feed) = again.filter(|_| cut.is_none()) {
                    self.notes("told twice");
                    self.steps(device, Input::Fed(feed), None);
                }
            }
            Flight::Told(Some(briefs)) if luck.below(10) > 0 => {
                self.devices[device].polls = false;
                self.steps(device, Input::Told(briefs), cut);
            }
            Flight::Told(_) => self.begins_again(device),
            Flight::Asked(..) => {}
        }
    }

    /// A start that broke before it was told: another follows, and the news go on from where they were.
    fn begins_again(&mut self, device: usize) {
        self.notes("start broke");
        let (caller, life) = (self.devices[device].caller, self.devices[device].life);
        match self.mailbox.starts(&caller) {
            Ok((opened, briefs, _)) => {
                self.flights.push((device, life, Flight::Told(briefs)));
                self.steps(device, Input::Opened(Box::new(opened)), None);
            }
            Err(_) => self.ends(device),
        }
    }

    fn polls(&mut self, device: usize, luck: &mut Luck) {
        let it = &self.devices[device];
        if it.engine.is_none() || it.polls {
            return;
        }
        let (caller, from, life) = (it.caller, it.read_to, it.life);
        match self.mailbox.feeds(&caller, from) {
            Err(Fault::Refused(Code::BadLogin)) => self.ends(device),
            Err(_) => self.steps(device, Input::Tick, None),
            Ok(_) if luck.below(10) == 0 => {
                self.notes("page lost");
                self.steps(device, Input::Tick, None);
            }
            Ok((feed, end)) => {
                self.devices[device].polls = true;
                self.flights.push((device, life, Flight::Fed(feed, end)));
            }
        }
    }

    /// A dialog of a device as its screen has it.
    fn looks(&self, device: usize, luck: &mut Luck) -> Option<(DialogId, DialogView)> {
        let dialog = *luck.pick(&self.devices[device].dialogs())?;
        Some((dialog, self.devices[device].view(&self.texts, self.mailbox.now, &dialog)?))
    }

    /// A person opens a dialog, or reads further back in it.
    fn looks_back(&mut self, device: usize, luck: &mut Luck) {
        let Some(dialog) = luck.pick(&self.devices[device].dialogs()).copied() else { return };
        self.notes("look");
        let rows = 1 + luck.below(90);
        self.steps(device, Input::Look(dialog, rows), None);
        if luck.below(2) == 0 {
            self.steps(device, Input::See(dialog), None);
        }
    }

    fn posts(&mut self, device: usize, luck: &mut Luck) {
        let written = self.looks(device, luck).filter(|(_, view)| view.may_write);
        let Some((dialog, _)) = written else { return };
        let id = self.devices[device].msg_id();
        // What was cut off may be there all the same: nothing else says the same.
        let text = format!("Besked {id}");
        let photo = (luck.below(6) == 0).then(|| {
            self.notes("photo");
            Box::new(crate::device::photo(&mut self.devices[device].rng))
        });
        let carries = photo.map_or(Carried::Words, Carried::Photo);
        let cut = (luck.below(30) == 0).then(|| luck.below(4));
        let saying = Saying::Post { text: text.clone(), answers: None, carries };
        let say = |id| Input::Say(id, dialog, Box::new(saying.clone()));
        if self.mailbox.mutant == Mutant::DevicesSayAgain {
            let again = self.devices[device].msg_id();
            self.steps(device, say(again), None);
        }
        self.steps(device, say(id), cut);
        if self.devices[device].disk.iter().any(|(kept, _)| *kept == id) {
            self.notes("post");
            self.said.insert(id, Said { text, device, dialog });
        }
    }

    fn answers(&mut self, device: usize, luck: &mut Luck) {
        let Some((dialog, view)) = self.looks(device, luck) else { return };
        let Some(consent) = view.consent else { return };
        let (id, text) = (self.devices[device].msg_id(), text_hash(&consent, Language::Danish));
        let proposal: Hash = consent.proposal.parse().expect("a proposal");
        let answer = if luck.below(30) == 0 { Answer::No } else { Answer::Yes };
        self.notes("answer");
        self.steps(device, Input::Answer(id, dialog, proposal, answer, text), None);
    }

    fn retries(&mut self, device: usize, luck: &mut Luck) {
        let Some((dialog, view)) = self.looks(device, luck) else { return };
        for post in failed(&view) {
            self.notes("retry");
            self.steps(device, Input::Retry(dialog, post), None);
        }
    }

    /// Does what a button offers; what ends a dialog more seldom.
    fn acts(&mut self, device: usize, luck: &mut Luck, grave: bool) {
        let Some((dialog, view)) = self.looks(device, luck) else { return };
        let mut acts = view.acts.clone();
        for item in &view.items {
            match item {
                ItemView::Bubble { bubble } => acts.extend(bubble.acts.clone()),
                ItemView::Consent { card } => acts.extend(card.acts.clone()),
                _ => {}
            }
        }
        acts.extend(view.members.iter().flat_map(|member| member.acts.clone()));
        acts.retain(|act| grave || act.act.starts_with("erase") || act.act.starts_with("reopen"));
        let Some(act) = luck.pick(&acts).and_then(|act| Act::parse(&act.act).ok()) else { return };
        let id = self.devices[device].msg_id();
        self.notes("act");
        self.steps(device, Input::Act(id, dialog, act), None);
    }

    /// Invites the next guest, into a dialog that is there or to one of their own.
    fn brings(&mut self, device: usize, luck: &mut Luck) {
        let Some((dialog, _)) = self.looks(device, luck).filter(|(_, view)| view.may_bring) else { return };
        let Some(name) = self.guests.pop() else { return };
        let it = &self.devices[device];
        let sees = it.show(&self.texts, self.mailbox.now, |show| show.bring(&dialog)).flatten();
        let sees = luck.pick(&sees.expect("a dialog").sees).expect("choices").choice.clone();
        let (purpose, role) = ("Så vi kan tale sammen.".to_owned(), "external".to_owned());
        let brought = BringDraft { name: name.into(), purpose: purpose.clone(), role, sees };
        let into = (luck.below(3) > 0).then(|| chosen(dialog, &brought).expect("choices"));
        let first = if luck.below(2) == 0 { format!("Velkommen, {name}") } else { String::new() };
        let draft =
            InvitationDraft { name: name.into(), topic: "Skolen".into(), purpose, first, sensitive: false };
        let id = self.devices[device].msg_id();
        self.notes("bring");
        self.steps(device, Input::Invite(id, draft, into), None);
        let link = self.devices[device].engine.as_ref().and_then(|it| it.link(&id));
        self.invitations.extend(link.map(|(link, _)| (link, name)));
    }

    /// Whoever has a link opens it.
    fn comes_in(&mut self) {
        let Some((link, name)) = self.invitations.pop() else { return };
        self.notes("guest");
        self.enrols(name, Invitation::from_link(&link).expect("a link"));
    }

    fn shows_a_link(&mut self, device: usize) {
        let it = &mut self.devices[device];
        if it.engine.is_none() || self.links.len() > 2 {
            return;
        }
        let mut secret = Salt([0; 32]);
        rand_core::Rng::fill_bytes(&mut it.rng, &mut secret.0);
        let id = it.msg_id();
        self.links.push((device, secret));
        self.steps(device, Input::OpenLink(id, secret), None);
    }

    /// A new device opens a link that is shown, or goes on waiting to be let in.
    fn joins(&mut self) -> Result<(), String> {
        let now = self.mailbox.now;
        let (seed, _) = self.draws();
        if let Some((device, secret)) = self.links.pop() {
            let shown = self.devices[device].engine.as_ref().and_then(|it| it.device_link(&secret));
            let Some((link, _)) = shown.filter(|(_, until)| *until > now) else { return Ok(()) };
            let Ok(Link::Device(link)) = Link::read(&link) else { return Err("no link".into()) };
            let id = samtale_membership::hash::link(&link.secret);
            let chain = self.mailbox.chain_at(&id).ok_or("no chain")?;
            let mut rng = Seeded(seed);
            let mut ctx = Ctx { now, rng: &mut rng };
            let Ok(joining) = Joining::at_link(link, &self.mailbox.town.card.0, &chain, &mut ctx) else {
                return Ok(());
            };
            let name = self.devices[device].name;
            let token = self.mailbox.town.log_in(joining.page("da"), name, now);
            let card = joining.card(token).expect("a card");
            self.coming.push(Coming { name, joining, card, link: id, since: now });
        }
        self.coming.retain(|coming| coming.since + FRESH > now);
        for Coming { name, mut joining, card, link, since } in std::mem::take(&mut self.coming) {
            let Some(chain) = self.mailbox.chain_at(&link) else { continue };
            match joining.moved(&chain) {
                Err(_) => continue,
                Ok(true) => {
                    self.notes("device");
                    let (seed, skew) = self.draws();
                    self.devices.push(Device::new(name, joining.finish(card), seed, skew));
                    self.opens(self.devices.len() - 1)?;
                    continue;
                }
                Ok(false) => {}
            }
            let mut rng = Seeded(seed + 1);
            let Ok(Next::Ask(id, request)) = joining.next(&card, &mut Ctx { now, rng: &mut rng }) else {
                continue;
            };
            if self.mailbox.asks_at(&id, *request).is_ok() {
                self.coming.push(Coming { name, joining, card, link, since });
            }
        }
        Ok(())
    }

    /// Takes another of one's own devices away.
    fn takes_away(&mut self, device: usize, luck: &mut Luck) {
        let own = self.devices[device].caller;
        let others =
            self.devices.iter().filter(|it| it.caller.uid == own.uid && it.caller.dev != own.dev && !it.gone);
        let others: Vec<DeviceId> = others.map(|it| it.caller.dev).collect();
        let Some(dev) = luck.pick(&others).copied() else { return };
        let id = self.devices[device].msg_id();
        self.notes("revoke");
        self.steps(device, Input::Devices(id, DeviceWish::Remove(dev, Hand::Out)), None);
    }

    /// Everything is let through, until nobody has anything to say.
    pub fn calms_down(&mut self) -> Result<(), String> {
        let (mut quiet, mut last) = (0, String::new());
        for _ in 0..400 {
            if quiet > 14 {
                return Ok(());
            }
            let mut busy = false;
            for device in 0..self.devices.len() {
                if self.devices[device].engine.is_none() && !self.devices[device].gone {
                    self.opens(device)?;
                }
                self.devices[device].polls = false;
                self.flights.retain(|(_, _, flight)| !matches!(flight, Flight::Fed(..)));
                self.is_told(device);
                while self.reads_on(device) {
                    busy = true;
                }
                busy |= self.retries_all(device);
                for dialog in self.devices[device].dialogs() {
                    self.steps(device, Input::Look(dialog, usize::MAX), None);
                }
                self.steps(device, Input::Tick, None);
            }
            for round in 0.. {
                let told = |(.., flight): &(usize, u32, Flight)| matches!(flight, Flight::Told(_));
                let Some(at) = self.flights.iter().rposition(|flight| !told(flight)) else { break };
                let (device, life, flight) = self.flights.remove(at);
                if round > 3_000 {
                    return Err(format!("without end, {last}"));
                }
                busy = true;
                last = format!("{} with {}", self.devices[device].name, flight.what());
                self.lands(device, life, flight);
            }
            self.mailbox.now += 7;
            quiet = if busy { 0 } else { quiet + 1 };
        }
        Err(format!("they never come to rest: {last}"))
    }

    /// What is told in brief comes before the news.
    fn is_told(&mut self, device: usize) {
        let brief = |(to, life, flight): &(usize, u32, Flight)| {
            *to == device && *life == self.devices[device].life && matches!(flight, Flight::Told(_))
        };
        if let Some(at) = self.flights.iter().position(brief)
            && let (.., Flight::Told(briefs)) = self.flights.remove(at)
        {
            match briefs {
                Some(briefs) => self.steps(device, Input::Told(briefs), None),
                None => self.begins_again(device),
            }
        }
    }

    fn lands(&mut self, device: usize, life: u32, flight: Flight) {
        let (ticket, answer) = match flight {
            Flight::Asked(ticket, request) => {
                let caller = self.devices[device].caller;
                (ticket, self.mailbox.takes(&caller, &request))
            }
            Flight::Answered(ticket, answer) => (ticket, answer),
            Flight::Fed(..) | Flight::Told(_) => return,
        };
        match answer {
            _ if !self.hears(device, life) => {}
            Err(Fault::Refused(Code::BadLogin)) => self.ends(device),
            answer => self.steps(device, Input::Answered(ticket, answer), None),
        }
    }

    /// Reads the next page; whether there was anything on it.
    fn reads_on(&mut self, device: usize) -> bool {
        let it = &self.devices[device];
        if it.engine.is_none() {
            return false;
        }
        match self.mailbox.feeds(&it.caller, it.read_to) {
            Ok((feed, end)) => {
                let news = !feed.items.is_empty();
                self.devices[device].read_to = end;
                self.steps(device, Input::Fed(feed), None);
                news
            }
            Err(Fault::Refused(Code::BadLogin)) => {
                self.ends(device);
                true
            }
            Err(_) => false,
        }
    }

    /// Whoever sees that a post of theirs failed, and may write, sends it again.
    fn retries_all(&mut self, device: usize) -> bool {
        let mut any = false;
        for dialog in self.devices[device].dialogs() {
            let view = self.devices[device].view(&self.texts, self.mailbox.now, &dialog);
            for post in view.filter(|view| view.may_write).iter().flat_map(failed) {
                any = true;
                self.notes("retry");
                self.steps(device, Input::Retry(dialog, post), None);
            }
        }
        any
    }

    /// Devices that are there, by person.
    pub fn live(&self) -> impl Iterator<Item = &Device> {
        self.devices.iter().filter(|device| !device.gone && self.mailbox.is_live(&device.caller.dev))
    }
}

/// The posts that could not be sent.
fn failed(view: &DialogView) -> Vec<MsgId> {
    let stopped = |state: PostState| matches!(state, PostState::Failed | PostState::Asked);
    let failed = |item: &ItemView| match item {
        ItemView::Bubble { bubble } if stopped(bubble.state) => bubble.id.parse().ok(),
        _ => None,
    };
    view.items.iter().filter_map(failed).collect()
}
