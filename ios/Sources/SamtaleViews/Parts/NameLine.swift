// A name and what the talk is about, on one line or, in large text, on two. Refuses to cut the name before the topic.
// Shown in the list and in the head of a dialog.
import SwiftUI

struct NameLine: View {
    let name: String
    let topic: String
    var strong = false
    @Environment(\.palette) private var palette
    @Environment(\.dynamicTypeSize) private var size

    var body: some View {
        if size.isLarge {
            VStack(alignment: .leading, spacing: 0) {
                person.lineLimit(2)
                if !topic.isEmpty { about.lineLimit(2) }
            }
        } else {
            HStack(spacing: 7) {
                person.lineLimit(1).layoutPriority(1)
                if !topic.isEmpty {
                    Circle().fill(palette.muted).frame(width: 3, height: 3)
                    about.lineLimit(1)
                }
            }
        }
    }

    private var person: some View {
        Text(name).font(strong ? Face.unread : Face.name)
    }

    private var about: some View {
        Text(topic).font(Face.note).foregroundStyle(palette.muted)
    }
}
