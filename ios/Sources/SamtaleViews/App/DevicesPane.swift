// The devices with their model: the list, the question before something is done about one, a link or a code that was made.
// Refuses to go away under a code: it is shown only once. Opened by Inside as a sheet.
import Samtale
import SamtaleModels
import SwiftUI

/// Lets another person use this phone: its button and question, and what follows a yes.
struct Another {
    let act: ActView
    let onYes: Act
}

struct DevicesPane: View {
    @Bindable var model: DevicesModel
    let labels: Labels
    let another: Another?
    let onClose: Act
    @State private var letsIn: ActView?
    @Environment(\.palette) private var palette

    var body: some View {
        screen
            .foregroundStyle(palette.ink)
            .covered()
            .presentationBackground(palette.paper)
            .interactiveDismissDisabled(model.paper != nil)
            .sheet(item: $model.asked) { act in
                ActSheet(act: act, labels: labels, onYes: { Task { await model.act(act) } }, onNo: model.closeQuestion)
            }
            .sheet(item: $letsIn) { act in
                ActSheet(act: act, labels: labels, onYes: { another?.onYes() }, onNo: { letsIn = nil })
            }
            .sheet(isPresented: $model.choosesLock) {
                if let lock = model.lock {
                    LockSheet(lock: lock, labels: labels, onChoose: model.lockAfter, onClose: { model.choosesLock = false })
                }
            }
    }

    @ViewBuilder private var screen: some View {
        if let paper = model.paper {
            PaperScreen(view: paper, labels: labels, onClose: model.closePaper)
        } else if let link = model.link {
            DeviceLinkScreen(view: link, labels: labels, onCopy: copy, onBack: model.closeLink)
        } else {
            DevicesScreen(devices: model.devices, labels: labels, doing: model.doing, problem: model.problem, actions: actions, receipts: model.receipts, nudges: model.nudges, lock: model.lock, logOut: model.logOut, another: another?.act, onAnother: { letsIn = $0 })
        }
    }

    /// Answers whether it may be said that there is news; nil where there is no place for it.
    private var nudge: (@MainActor (Bool) -> Void)? {
        guard model.mayTell else { return nil }
        return { on in Task { await model.nudge(on) } }
    }

    private var actions: DeviceActions {
        DeviceActions(
            onBack: onClose,
            onAdd: { Task { await model.add() } },
            onPaper: { Task { await model.makePaper() } },
            onAsk: model.ask,
            onReceipts: { on in Task { await model.tell(on) } },
            onNudges: nudge,
            onLogOut: { model.ask(nil, $0) },
            onLock: { model.choosesLock = true }
        )
    }
}
