// What the list of open apps and a glance over the shoulder see of an app that is not in use: paper and the mark.
// Refuses to leave a sheet out: each stands above what opened it, and is covered by itself. Laid on the door and on every sheet.
import SwiftUI

private struct Covered<Content: View>: View {
    let content: Content
    @Environment(\.scenePhase) private var phase
    @Environment(\.palette) private var palette

    var body: some View {
        content.overlay { if phase != .active { cover } }
    }

    private var cover: some View {
        ZStack {
            palette.paper.ignoresSafeArea()
            Mark(side: 88)
        }
    }
}

extension View {
    func covered() -> some View { Covered(content: self) }
}
