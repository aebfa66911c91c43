//! This person's devices, and what is shown to add one. Refuses anything a screen would have to compute.
//! Shown by `DevicesScreen` in Kotlin and Swift.

use super::ActView;

/// One of this person's devices.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeviceView {
    /// Opaque: what to hand back with its act.
    pub device: String,
    /// What it is: this one, another one, a code on paper.
    pub title: String,
    /// Since when it is there, in words.
    pub added: String,
    /// What can be done about it; nothing about this device.
    pub acts: Vec<ActView>,
    /// The whole row as one sentence, for a screen reader.
    pub spoken: String,
}

/// A QR code (ISO/IEC 18004) to draw: `size` × `size` squares, row by row; 1 is dark.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct QrView {
    /// Squares in a row, without the quiet zone of four around it.
    pub size: u32,
    /// One byte a square.
    pub squares: Vec<u8>,
}

impl core::fmt::Debug for QrView {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("QrView([secret])")
    }
}

/// What this device shows to a new one of the same person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceLinkView {
    /// The link; whoever has it and this person's login gets in.
    pub link: String,
    /// The link as a picture.
    pub qr: QrView,
    /// What to do, step by step.
    pub steps: Vec<String>,
    /// Until when it can be used, in words.
    pub until: String,
}

/// A code to write down, for who has lost every device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaperView {
    /// Eight groups of five digits.
    pub groups: Vec<String>,
    /// The same with the municipality, as a picture.
    pub qr: QrView,
    /// The same as a link, to print below the picture.
    pub link: String,
    /// What to do with it.
    pub steps: Vec<String>,
}
