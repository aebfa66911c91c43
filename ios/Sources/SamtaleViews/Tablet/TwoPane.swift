// List at the left, dialog at the right, from 1,200 points the members third. Refuses a pane that is too narrow to read in.
// Laid out by Inside where there is room; the arrows walk through the list, Cmd-N starts a new dialog.
import SwiftUI

struct TwoPane<Leading: View, Middle: View, Trailing: View>: View {
    let choose: String
    let chosen: Bool
    let wide: CGFloat
    @ViewBuilder let list: () -> Leading
    @ViewBuilder let dialog: () -> Middle
    @ViewBuilder let members: () -> Trailing
    @Environment(\.palette) private var palette

    /// From this width on there is room for two.
    static var least: CGFloat { 840 }
    private var third: Bool { wide >= 1200 }

    var body: some View {
        HStack(spacing: 0) {
            list().frame(width: 360).accessibilityElement(children: .contain)
            rule
            if chosen {
                dialog().frame(maxWidth: .infinity).accessibilityElement(children: .contain)
                if third {
                    rule
                    members().frame(width: 300).accessibilityElement(children: .contain)
                }
            } else {
                nothing
            }
        }
        .background(palette.paper)
    }

    private var rule: some View {
        palette.hairline.frame(width: 1).ignoresSafeArea()
    }

    /// No dialog chosen yet.
    private var nothing: some View {
        VStack(spacing: Space.side) {
            Mark(side: 72)
            Text(choose).foregroundStyle(palette.muted).multilineTextAlignment(.center)
        }
        .padding(Space.far)
        .frame(maxWidth: .infinity, maxHeight: .infinity)
    }
}
