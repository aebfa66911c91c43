// This person's devices: what each is, since when, and what can be done about it; below, how to get one more.
// Refuses to sort or to name them: the view has done it. Opened from the list of dialogs.
import Samtale
import SamtaleModels
import SwiftUI

/// What can be done among the devices.
struct DeviceActions {
    let onBack: Act
    let onAdd: Act
    let onPaper: Act
    let onAsk: @MainActor (_ device: DeviceView, _ act: ActView) -> Void
    let onReceipts: @MainActor (_ on: Bool) -> Void
    /// Nil where the system has no place for news.
    let onNudges: (@MainActor (_ on: Bool) -> Void)?
    let onLogOut: Ask
    let onLock: Act
}

struct DevicesScreen: View {
    let devices: [DeviceView]
    let labels: Labels
    let doing: DevicesModel.Doing?
    let problem: ProblemView?
    let actions: DeviceActions
    var receipts = true
    var nudges: NudgesView?
    var lock: LockView?
    /// Logs out all other devices; nil when there is none to log out.
    var logOut: ActView?
    /// Lets another person use this phone; nil when there is no room.
    var another: ActView?
    var onAnother: Ask = { _ in }
    @Environment(\.palette) private var palette

    var body: some View {
        Page(back: Back(words: labels.back, act: actions.onBack)) {
            Text(labels.devices).font(Face.display).padding(.bottom, Space.wide).accessibilityAddTraits(.isHeader)
            VStack(spacing: 0) {
                ForEach(devices, id: \.device) { device in
                    if device.device != devices.first?.device { palette.hairline.frame(height: 1).padding(.horizontal, Space.side) }
                    Device(device: device, doing: doing) { actions.onAsk(device, $0) }
                }
            }
            .padding(.vertical, Space.half)
            .background(palette.surface, in: Corner.card)
            .overlay { Corner.card.strokeBorder(palette.outlined ? palette.outline : palette.hairline, lineWidth: 1) }
            if let logOut { ActButton(act: logOut, onAsk: actions.onLogOut).disabled(doing != nil).padding(.top, Space.one) }
            if let lock { LockRow(lock: lock, labels: labels, onOpen: actions.onLock) }
            OnOrOff(on: receipts, label: labels.receipts, help: labels.receiptsHelp, onChange: actions.onReceipts)
            if let nudges, let nudge = actions.onNudges { OnOrOff(on: nudges.on, label: nudges.label, help: nudges.help, onChange: nudge) }
            if let another { ActButton(act: another, onAsk: onAnother).disabled(doing != nil).padding(.top, Space.one) }
            if let problem { ProblemNotice(problem: problem, retry: labels.retry).padding(.top, Space.side) }
        } foot: {
            MainButton(words: labels.deviceAdd, enabled: doing == nil, busy: doing == .add, act: actions.onAdd)
            QuietButton(words: labels.paperMake, enabled: doing == nil, busy: doing == .paper, act: actions.onPaper)
        }
    }
}

/// A device as one sentence, then what can be done about it: beside it or, in large text, below.
private struct Device: View {
    let device: DeviceView
    let doing: DevicesModel.Doing?
    let onAsk: Ask
    @Environment(\.palette) private var palette
    @Environment(\.dynamicTypeSize) private var size

    var body: some View {
        let shape = size.isLarge
            ? AnyLayout(VStackLayout(alignment: .leading, spacing: 0))
            : AnyLayout(HStackLayout(spacing: Space.one))
        shape {
            VStack(alignment: .leading, spacing: 0) {
                Text(device.title).font(Face.name)
                Text(device.added).font(Face.note).foregroundStyle(palette.muted)
            }
            .frame(maxWidth: .infinity, alignment: .leading)
            .accessibilityElement(children: .ignore)
            .accessibilityLabel(device.spoken)
            if doing == .act(device: device.device) {
                ProgressView().frame(width: Space.touch, height: Space.touch)
            } else {
                ActButtons(acts: device.acts, onAsk: onAsk).disabled(doing != nil)
            }
        }
        .frame(minHeight: 60)
        .padding(.horizontal, Space.side)
        .padding(.vertical, Space.half)
        .accessibilityElement(children: .contain)
    }
}
