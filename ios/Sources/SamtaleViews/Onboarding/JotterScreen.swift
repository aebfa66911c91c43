// The closed door without a network: a sentence, a field, and how much waits. Refuses to show what was kept.
// Shown by Door in place of the locked door when it could not be opened for want of a network.
import Samtale
import SamtaleModels
import SwiftUI

struct JotterScreen: View {
    @Bindable var model: JotterModel
    let labels: Labels
    let busy: Bool
    let onAgain: Act
    @Environment(\.palette) private var palette

    var body: some View {
        Page {
            Mark(side: 64)
            Text(labels.app).font(Face.display).padding(.top, Space.wide).accessibilityAddTraits(.isHeader)
            Text(model.view.sentence).foregroundStyle(palette.muted).padding(.top, Space.one).padding(.bottom, Space.wide)
            if model.view.mayWrite {
                Field(name: labels.jotField, value: $model.text, lines: 4)
                Field(name: labels.jotTo, value: $model.to).padding(.top, 20)
            }
            if let waiting = model.view.waiting { Text(waiting).font(Face.name).padding(.top, Space.wide) }
            if let forget = model.view.forget { ActButton(act: forget) { model.asked = $0 } }
            if let problem = model.problem { ProblemNotice(problem: problem, retry: labels.retry).padding(.top, Space.side) }
        } foot: {
            MainButton(words: labels.jotKeep, enabled: model.ready, busy: model.busy) { Task { _ = await model.keep() } }
            QuietButton(words: labels.retry, enabled: !busy, busy: busy, act: onAgain)
        }
        .sheet(item: $model.asked) { act in
            ActSheet(act: act, labels: labels, onYes: { Task { await model.forget() } }, onNo: { model.asked = nil })
        }
    }
}
