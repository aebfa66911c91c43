//! This person's devices, as rows with what can be done about them; and what is shown to add one.
//! Refuses to offer taking this device away, or logging it out from itself. Used by `inbox` and by the client's session.

use super::Show;
use crate::devices::Hand;
use crate::view::{ActView, DeviceLinkView, DeviceView, PaperView, QrView};
use qrcodegen::{QrCode, QrCodeEcc};
use samtale_membership::chain::Device;
use samtale_membership::policy::DAY;
use samtale_seal::paper::PaperCode;
use samtale_wire::Salt;
use samtale_wire::api::THEFT_TOLD;

/// What logs out all other devices.
pub const LOG_OUT: &str = "log-out";
/// What lets a device in again, before its id.
pub const LET_IN: &str = "let-in ";
/// What takes a device away that is in hand, before its id.
pub const RETIRE: &str = "retire ";

impl Show<'_> {
    /// All devices, this one first.
    pub(super) fn devices(&self) -> Vec<DeviceView> {
        let Some(chain) = self.engine.chains.get(&self.engine.me.uid) else { return Vec::new() };
        let mut devices: Vec<&Device> = chain.now().devices.iter().collect();
        devices.sort_by_key(|device| (device.id != self.engine.me.dev, device.paper));
        devices.into_iter().map(|device| self.device(device)).collect()
    }

    fn device(&self, device: &Device) -> DeviceView {
        let this = device.id == self.engine.me.dev;
        let title = self.get(match (this, device.paper) {
            (true, _) => "device-this",
            (false, true) => "device-paper",
            (false, false) if device.vouched.is_none() => "device-joining",
            (false, false) if !self.engine.knows_own(device) => "device-unknown",
            (false, false) => "device-other",
        });
        let out = self.engine.devices.out.contains(&device.id);
        let added = if out {
            self.get("device-out")
        } else {
            self.say("device-added", &[("day", &self.moment(device.added.1))])
        };
        let spoken = format!("{title}. {added}.");
        let lets_in = out.then(|| self.lets_in(device));
        let acts = match this {
            true => Vec::new(),
            false => lets_in.into_iter().chain([self.remove(device)]).chain(self.retire(device)).collect(),
        };
        DeviceView { device: device.id.to_string(), title, added, acts, spoken }
    }

    /// Logs out all others, if there is one that is in.
    pub(super) fn log_out(&self) -> Option<ActView> {
        let own = self.engine.chains.get(&self.engine.me.uid)?.now();
        let is_in = |it: &Device| {
            it.id != self.engine.me.dev && !it.paper && !self.engine.devices.out.contains(&it.id)
        };
        own.devices.iter().any(is_in).then(|| self.plain_act(LOG_OUT.into(), "act-log-out", true))
    }

    fn lets_in(&self, device: &Device) -> ActView {
        self.plain_act(format!("{LET_IN}{}", device.id), "act-let-in", false)
    }

    fn plain_act(&self, act: String, key: &str, grave: bool) -> ActView {
        let part = |part: &str| self.get(&format!("{key}{part}"));
        ActView {
            act,
            label: part(""),
            grave,
            heading: part("-heading"),
            sentence: part("-sentence"),
            yes: part("-yes"),
            no: self.get("act-no"),
        }
    }

    /// Whether an old key to this person's login was used lately: they should know, and what they can do.
    pub(super) fn theft(&self) -> Option<String> {
        let t = self.engine.devices.theft.filter(|t| t.saturating_add(THEFT_TOLD) > self.now)?;
        Some(self.say("device-theft", &[("day", &self.moment(t))]))
    }

    /// Takes one away that is in hand: offered where it is another thing than taking a lost one away.
    fn retire(&self, device: &Device) -> Option<ActView> {
        let own = self.engine.chains.get(&self.engine.me.uid)?.now();
        let alone = self.engine.goes_with(own, device.id, Hand::Out, self.now).1.len() == 1;
        let differs = self.engine.me.org.is_some() || !alone;
        let act = || self.plain_act(format!("{RETIRE}{}", device.id), "act-retire-device", true);
        (differs && !device.paper && device.vouched.is_some()).then(act)
    }

    fn remove(&self, device: &Device) -> ActView {
        let key = if device.paper { "act-remove-paper" } else { "act-remove-device" };
        let part = |part: &str| self.get(&format!("{key}{part}"));
        let own = self.engine.chains.get(&self.engine.me.uid).map(|chain| chain.now());
        let gone = own.map_or(1, |own| self.engine.goes_with(own, device.id, Hand::Out, self.now).1.len());
        let mut sentence = part("-sentence");
        if gone > 1 {
            let also = self.texts.count("device-also", gone - 1);
            sentence = format!("{sentence} {also}");
        }
        ActView {
            act: device.id.to_string(),
            label: part(""),
            grave: true,
            heading: part("-heading"),
            sentence,
            yes: part("-yes"),
            no: self.get("act-no"),
        }
    }

    /// Whether a device of this person, or a code on paper, came without this device's doing: who did not do
    /// it should know, for a day and whenever it is seen first.
    pub(super) fn new_device(&self) -> Option<String> {
        let chain = self.engine.chains.get(&self.engine.me.uid)?;
        let me = self.engine.me.dev;
        let new = |it: &Device| {
            let today = it.added.1.saturating_add(DAY) > self.now;
            it.id != me
                && it.added.0 != it.id
                && it.added.0 != me
                && (today || self.engine.devices.unseen.contains(&it.id))
        };
        chain.now().devices.iter().any(new).then(|| self.get("device-new"))
    }

    /// What to show to a new device, once the server knows the link.
    #[must_use]
    pub fn device_link(&self, secret: &Salt) -> Option<DeviceLinkView> {
        let (link, until) = self.engine.device_link(secret)?;
        Some(DeviceLinkView {
            qr: qr(&link)?,
            link,
            steps: ["device-step-open", "device-step-login", "device-step-wait"]
                .map(|it| self.get(it))
                .to_vec(),
            until: self.say("device-until", &[("time", &self.clock(until))]),
        })
    }

    /// A code on paper that the server knows now.
    #[must_use]
    pub fn paper(&self, code: &PaperCode) -> Option<PaperView> {
        let link = self.engine.paper_link(code);
        Some(PaperView {
            groups: code.digits().split(' ').map(str::to_owned).collect(),
            qr: qr(&link)?,
            link,
            steps: ["paper-step-write", "paper-step-keep", "paper-step-use"].map(|it| self.get(it)).to_vec(),
        })
    }
}

/// A link as a picture.
pub(super) fn qr(link: &str) -> Option<QrView> {
    let code = QrCode::encode_text(link, QrCodeEcc::Medium).ok()?;
    let size = code.size();
    let squares = (0..size).flat_map(|y| (0..size).map(move |x| (x, y)));
    let squares = squares.map(|(x, y)| u8::from(code.get_module(x, y))).collect();
    Some(QrView { size: u32::try_from(size).ok()?, squares })
}
