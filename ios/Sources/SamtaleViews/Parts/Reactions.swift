// What people reacted with, a chip each under the bubble. Refuses a target under 48 points: a chip is drawn smaller than it is
// touched. What one could react with stands in the bubble's menu.
import Samtale
import SwiftUI

struct Chips: View {
    let reactions: [ReactionView]
    let onReact: @MainActor (_ token: String) -> Void
    @Environment(\.palette) private var palette

    var body: some View {
        HStack(spacing: Space.half) {
            ForEach(reactions, id: \.emoji) { reaction in
                Button {
                    if let token = reaction.react { onReact(token) }
                } label: {
                    HStack(spacing: Space.half) {
                        Text(reaction.emoji).font(Face.note)
                        if !reaction.count.isEmpty { Text(reaction.count).font(Face.label) }
                    }
                    .foregroundStyle(reaction.own ? palette.fjord : palette.muted)
                    .padding(.horizontal, 10)
                    .padding(.vertical, 3)
                    .background(reaction.own ? palette.surface : palette.sand.ground, in: Capsule())
                    .overlay { Capsule().strokeBorder(reaction.own ? palette.fjord : palette.hairline, lineWidth: 1.5) }
                    .frame(minWidth: Space.touch, minHeight: Space.touch)
                    .contentShape(Rectangle())
                }
                .buttonStyle(.plain)
                .disabled(reaction.react == nil)
                .accessibilityLabel(reaction.spoken)
                .accessibilityAddTraits(reaction.own ? .isSelected : [])
            }
        }
    }
}
